"""What must not happen behind any page: script errors, violations, failed requests."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError


@dataclass
class Watch:
    """Collects what went wrong in the pages of some browser profiles."""

    problems: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        for event, listener in self._listeners():
            context.on(event, listener)

    def leave(self, context: BrowserContext) -> None:
        for event, listener in self._listeners():
            context.remove_listener(event, listener)

    def _listeners(self):
        return (
            ("console", self._console),
            ("weberror", self._script),
            ("response", self._response),
            ("requestfailed", self._request),
        )

    def _console(self, message: ConsoleMessage) -> None:
        # Violations of the content security policy are told here. What the browser says about
        # a status, `_response` judges.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"{message.location['url']}: console: {message.text}")

    def _script(self, error: WebError) -> None:
        self.problems.append(f"Script error: {error.error}")

    def _response(self, response: Response) -> None:
        # What a script is refused in data, it tells the person: the test's business too.
        if response.headers.get("content-type", "").startswith("application/json"):
            return
        # A page that is refused is the test's business; a file that is missing is not.
        refused = 500 if response.request.is_navigation_request() else 400
        if response.status >= refused:
            self.problems.append(f"{response.url}: status {response.status}")

    def _request(self, request: Request) -> None:
        # The browser itself gives up a request for a page when it is told to open another, and
        # when the answer is a file to keep. Violations are told by the console; scripts that are
        # switched off count as such here.
        if request.failure not in ("net::ERR_ABORTED", "csp"):
            self.problems.append(f"{request.url}: {request.failure}")
