from concurrent.futures import ThreadPoolExecutor


class User:
    def set(self, name):
        self.name = name

    def get(self):
        return self.name


user = User()


def handle(page):
    return f"{page} for {user.get()}"


def submit(function, *args):
    return pool.submit(function, *args)


with ThreadPoolExecutor(max_workers=1) as pool:
    user.set("ada")
    inbox = submit(handle, "/inbox")
    user.set("ben")
    news = submit(handle, "/news")
    print(inbox.result())
    print(news.result())
