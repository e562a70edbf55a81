"""What is done to the built site: its policy, and copies of it in other forms."""
