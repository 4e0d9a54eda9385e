"""The one way in which a command of dev.py gives up."""

import errno
import re


class Problem(Exception):
    """One sentence that says what is wrong and what to do; dev.py prints it and exits with 2."""

    exit_code = 2


class Failure(Problem):
    """The work was begun and failed; dev.py prints why and exits with 1."""

    exit_code = 1


DISK_FULL = "The disk is full: free some space, then run the same command again."

UNREACHABLE = re.compile(
    r"Failed to establish a new connection|NewConnectionError|NameResolutionError"
    r"|Name or service not known|Temporary failure in name resolution|Connection refused"
    r"|Network is unreachable|ProxyError|Tunnel connection failed|ConnectTimeout|ReadTimeout"
    r"|Remote end closed connection|Connection reset by peer|IncompleteRead|Connection broken"
    r"|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network timeout"
    r"|dns error|error sending request|tcp connect error|client error \(Connect\)"
)

UNTRUSTED = (
    "CERTIFICATE_VERIFY_FAILED|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY_LEAF|SELF_SIGNED_CERT"
    "|invalid peer certificate"
)
# What npm adds to every failure, behind the reason.
HINT = re.compile(
    r"A complete log of this run|You can rerun the command|Log files were not written"
)


def is_unreachable(output: str) -> bool:
    """Whether a package tool failed because its index could not be reached."""
    return UNREACHABLE.search(output) is not None


def sentence_for(
    error: OSError, *, advice: str = "choose a folder of your own with --home DIR."
) -> str:
    """The sentence for an error of the operating system."""
    where = error.filename or "a file"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"No permission to use {where}: {advice}"
    if error.errno == errno.EROFS:
        return f"{where} is on a read-only disk: {advice}"
    if error.errno == errno.ENOENT:
        return f"{where} is missing: is this a whole copy of the project?"
    return f"{where}: {error.strerror or error}."


def sentence_for_output(output: str, *, what: str) -> str:
    """The sentence for a program that failed: a known cause, or the last thing it said."""
    if "No space left on device" in output or "ENOSPC" in output:
        return DISK_FULL
    if re.search(UNTRUSTED, output):
        return (
            f"{what} failed because the server's certificate is not trusted here: install the CA "
            "certificates of your network (NODE_EXTRA_CA_CERTS, PIP_CERT), then run it again."
        )
    if "DO NOT MATCH THE HASHES" in output or "EINTEGRITY" in output:
        return (
            f"{what} failed because a download does not match its locked hash (broken or altered "
            "on the way): run the same command again, and check the network if it persists."
        )
    if is_unreachable(output):
        return (
            f"{what} failed because the package index cannot be reached: "
            "check the network or proxy, then run the same command again."
        )
    return f"{what} failed: {last_words(output)}"


def last_words(output: str) -> str:
    """The last line that says something, preferring one marked as an error."""
    lines = [line.strip() for line in output.splitlines() if line.strip() and not HINT.search(line)]
    marked = [line for line in lines if re.match(r"(ERROR|error|FATAL|npm error|fatal)\b", line)]
    return (marked or lines or ["it said nothing."])[-1]
