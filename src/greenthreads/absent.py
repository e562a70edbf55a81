"""What a page in a browser has not: one table, for the refusals of a run and for the site's text.

A program in the page that imports or calls one of these is told in a sentence why it is not there
and what to do instead, and the traceback shows the program's own lines only. `greenthreads.world`
asks `refuse_import` before each import and has `amend` look at each fresh module;
`browser.contract` prints `rows()` on the page "How Run works".
"""

from __future__ import annotations

import importlib.machinery
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, Final, NamedTuple, NoReturn

from .ours import refusal
from .streams import NO_INPUT

OWN_PYTHON: Final = "or run the program with your own Python"


class Absent(NamedTuple):
    """Something that is not there: by which names programs ask for it, and what they are told."""

    asked: tuple[str, ...]
    """As the table prints it."""
    told: str
    modules: tuple[str, ...] = ()
    """Whose import is refused. Their names are printed, too."""


NETWORK: Final = Absent(
    (
        *("socket.create_connection()", "socket.create_server()", "socket.getaddrinfo()"),
        *("http.client", "urllib.request.urlopen()", "asyncio.open_connection()"),
    ),
    "A program in this page has no network, so that none can send out what it finds here. "
    "Let two threads talk through socket.socketpair() or a queue, get pages of this site by "
    f"requests, {OWN_PYTHON}.",
    ("ssl",),
)
PROCESSES: Final = Absent(
    (
        *("os.fork()", "os.system()", "subprocess.run()", "multiprocessing.Process().start()"),
        *("multiprocessing.Pool()", "ProcessPoolExecutor().submit()"),
    ),
    "A page in a browser is one process and can start no other. Use threads here, such as a "
    f"ThreadPoolExecutor, {OWN_PYTHON}.",
    ("multiprocessing.managers", "multiprocessing.shared_memory", "pty"),
)
INTERPRETERS: Final = Absent(
    (),
    "WebAssembly has room for one Python interpreter. Use a ThreadPoolExecutor here, "
    f"{OWN_PYTHON}.",
    ("concurrent.futures.InterpreterPoolExecutor", "concurrent.interpreters", "_interpreters"),
)
DATABASE: Final = Absent(
    (),
    "The Python in this page comes without a database. Keep the data in a dict, guarded by a "
    f"lock, {OWN_PYTHON}.",
    ("sqlite3", "dbm", "shelve"),
)
WINDOW: Final = Absent(
    (),
    "A program in this page has no window and no terminal of its own. Use print() here, "
    f"{OWN_PYTHON}.",
    ("tkinter", "turtle", "curses", "idlelib", "webbrowser"),
)
C_CODE: Final = Absent(
    (),
    "There are no C libraries to call in this page, and no addresses to read. Write that part "
    f"in Python here, {OWN_PYTHON}.",
    ("ctypes", "cffi"),
)
SERVER: Final = Absent(
    (),
    "A server waits for others to connect, and a page in a browser cannot be connected to. Let a "
    f"thread answer what it gets from a queue here, {OWN_PYTHON}.",
    ("http.server", "socketserver", "wsgiref", "xmlrpc"),
)
KEYBOARD: Final = Absent(
    ("input()", "sys.stdin.read()"),
    NO_INPUT,
)
LISTED: Final = (*(NETWORK, PROCESSES, INTERPRETERS, DATABASE, WINDOW, C_CODE, SERVER, KEYBOARD),)
# For whole kinds of modules, with the name that was asked for.
LEFT_OUT: Final = (
    "{name} belongs to Python's standard library, but is left out of the Python in this page, "
    f"which is to load quickly. Do without it here, {OWN_PYTHON}."
)
PACKAGE: Final = (
    "There is no module {name} here: the Python in this page has the standard library and, of all "
    "packages that pip installs, only requests. Do without it, or install it and run the program "
    "with your own Python."
)


def rows() -> Iterator[tuple[list[str], str]]:
    """The whole table: names that programs ask for, and what they are told."""
    for one in LISTED:
        public = [name for name in one.modules if not name.startswith("_")]
        yield [*one.asked, *public], one.told
    yield ["unittest", "pdb", "xml"], LEFT_OUT.format(name="The module") + " So are others."
    yield ["numpy", "pandas"], PACKAGE.format(name="of that name")


# ---------------------------------------------------------------- being refused

_TOLD: Final = {name: one.told for one in LISTED for name in one.modules}


def refusing(what: Absent, error: Callable[[str], Exception] = OSError) -> Callable[..., NoReturn]:
    """A function that refuses to do anything."""

    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise refusal(error(what.told))

    return refuse


def refuse_import(name: str) -> None:
    """Raise ModuleNotFoundError for a module that the table names."""
    if name in _TOLD:
        raise refusal(ModuleNotFoundError(_TOLD[name], name=_asked_for(name)))


def _asked_for(name: str) -> str:
    """The `name` of the exception.

    `from package import thing` tries a submodule `thing`, too, and takes an exception of that very
    name for "there is none": it would then say so in its own words.
    """
    return name.rpartition(".")[0] or name


class Unknown:
    """The last to be asked for a module: says in a sentence that there is none."""

    def find_spec(
        self, name: str, path: Any = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        """None for a part of a package; else it raises."""
        if "." in name or name.startswith("_"):
            return None
        told = LEFT_OUT if name in sys.stdlib_module_names else PACKAGE
        raise refusal(ModuleNotFoundError(told.format(name=name), name=name))


# ---------------------------------------------------------------- what is called


def _url_error(told: str) -> Exception:
    from urllib.error import URLError

    return URLError(told)


def _no_attribute(module: ModuleType) -> Callable[[str], object]:
    """A `__getattr__` that refuses what the table names, beside the module's own."""
    own: Callable[[str], object] = module.__getattr__

    def __getattr__(name: str) -> object:
        if told := _TOLD.get(f"{module.__name__}.{name}"):
            raise refusal(AttributeError(told, name=name, obj=module))
        return own(name)

    return __getattr__


# Functions of modules that are imported afresh in each run: "class.method" or "function".
_AMENDED: Final[dict[str, dict[str, Callable[..., NoReturn]]]] = {
    "subprocess": {"Popen.__init__": refusing(PROCESSES)},
    "multiprocessing.util": {"spawnv_passfds": refusing(PROCESSES)},
    "urllib.request": {
        "AbstractHTTPHandler.do_open": refusing(NETWORK, _url_error),
        "HTTPHandler.https_open": refusing(NETWORK, _url_error),  # else, without ssl, it is missing
    },
}
FRESH: Final = frozenset(("subprocess", "urllib.request"))


def amend(module: ModuleType) -> None:
    """Let functions of a module that was just imported refuse."""
    for path, refuse in _AMENDED.get(module.__name__, {}).items():
        owner, _, name = path.rpartition(".")
        setattr(getattr(module, owner) if owner else module, name, refuse)
    if module.__name__ == "concurrent.futures":
        vars(module)["__getattr__"] = _no_attribute(module)


_STARTING: Final = "fork forkpty system execv execve posix_spawn posix_spawnp spawnv spawnve"
_NAMES: Final = "create_server getaddrinfo gethostbyname gethostbyname_ex gethostbyaddr getnameinfo"


# Calls; an exception that came through twice as many overflows the browser's stack when it goes.
DEEPEST: Final = 5_000


def _recursion(limit: int, set_limit: Callable[[int], None] = sys.setrecursionlimit) -> None:
    """What `sys.setrecursionlimit` does: endless recursion is to end with RecursionError."""
    set_limit(min(limit, DEEPEST) if isinstance(limit, int) else limit)


def patches() -> dict[str, dict[str, object]]:
    """What takes the place of attributes of modules that are there already."""
    return {
        "os": dict.fromkeys(_STARTING.split(), refusing(PROCESSES)),
        "socket": dict.fromkeys(_NAMES.split(), refusing(NETWORK)),
        "sys": {"setrecursionlimit": _recursion},
    }
