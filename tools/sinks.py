"""A mail server and a web server that keep what they are sent: for tests and benchmarks, on this machine.

    with Sinks(record) as sinks:   # in a thread
        sinks.smtp_port, sinks.http_port
    python -m tools.sinks RECORD   # as a process; prints both ports, ends with its standard input

What is accepted is written into the record at once, before the other side hears that it was: one line of JSON
with `kind` ("mail" or "post"), `key` (Message-ID or Idempotency-Key) and `to` (the recipient or the path).

Addresses say how they are treated. Mail: `gone@` is refused for good, `full@` for now. Posts: a path that
contains `redirect`, `failing`, `refused`, `slow` (no answer) or `drip` (a byte at a time) gets just that.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from email.parser import BytesHeaderParser
from pathlib import Path
from types import TracebackType
from typing import IO, Self

ANSWERS = {
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/secrets\r\nContent-Length: 0\r\n\r\n",
    "failing": b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
    "refused": b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n",
}
TAKEN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Sinks:
    """Both servers, in a thread of their own."""

    def __init__(self, record: Path) -> None:
        self.record = record
        self.bodies: list[tuple[dict[str, str], bytes]] = []
        self.smtp_port = self.http_port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sinks", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def taken(self) -> list[dict[str, str]]:
        """What was accepted so far."""
        return [json.loads(line) for line in self.record.read_text("utf-8").splitlines()]

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        with self.record.open("a", encoding="utf-8", buffering=1) as file:
            smtp, http = self._loop.run_until_complete(self._listen(file))
            self.smtp_port = smtp.sockets[0].getsockname()[1]
            self.http_port = http.sockets[0].getsockname()[1]
            self._ready.set()
            self._loop.run_forever()
            smtp.close()
            http.close()
            for task in asyncio.all_tasks(self._loop):
                task.cancel()
            self._loop.run_until_complete(asyncio.sleep(0.01))
        self._loop.close()

    async def _listen(self, file: IO[str]) -> tuple[asyncio.Server, asyncio.Server]:
        def keep(kind: str, key: str, to: str) -> None:
            file.write(json.dumps({"kind": kind, "key": key, "to": to}) + "\n")

        async def mail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await _closing(writer, _mail(reader, writer, keep))

        async def post(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await _closing(writer, _post(reader, writer, keep, self.bodies))

        return (
            await asyncio.start_server(mail, "127.0.0.1", 0),
            await asyncio.start_server(post, "127.0.0.1", 0),
        )


async def _closing(writer: asyncio.StreamWriter, talk: object) -> None:
    try:
        await talk  # type: ignore[misc]
    except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
        pass
    finally:
        writer.close()


async def _mail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, keep: object) -> None:
    """As much of SMTP as a sender needs."""
    writer.write(b"220 sink\r\n")
    to: list[str] = []
    while line := await reader.readline():
        verb = line[:4].upper()
        if verb == b"EHLO":
            writer.write(b"250-sink\r\n250 SIZE 10000000\r\n")
        elif verb == b"RCPT":
            address = line.split(b"<")[1].split(b">")[0].decode()
            if address.startswith("gone"):
                writer.write(b"550 5.1.1 no such mailbox\r\n")
            elif address.startswith("full"):
                writer.write(b"452 4.2.2 mailbox full\r\n")
            else:
                to.append(address)
                writer.write(b"250 ok\r\n")
        elif verb == b"DATA":
            writer.write(b"354 go on\r\n")
            message = await reader.readuntil(b"\r\n.\r\n")
            found = BytesHeaderParser().parsebytes(message)["Message-ID"]
            for address in to:
                keep("mail", str(found), address)  # type: ignore[operator]
            to = []
            writer.write(b"250 taken\r\n")
        elif verb == b"QUIT":
            writer.write(b"221 bye\r\n")
            return
        else:
            to = []
            writer.write(b"250 ok\r\n")
        await writer.drain()


async def _post(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    keep: object,
    bodies: list[tuple[dict[str, str], bytes]],
) -> None:
    """As much of HTTP as a sender needs; the connection stays open."""
    while first := await reader.readline():
        path = first.split()[1].decode()
        headers: dict[str, str] = {}
        while (line := (await reader.readline()).strip()) != b"":
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if "slow" in path:
            await asyncio.sleep(60)
        if "drip" in path:
            for byte in TAKEN:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.05)
        answer = next((said for word, said in ANSWERS.items() if word in path), TAKEN)
        if answer is TAKEN:
            keep("post", headers.get("idempotency-key", ""), path)  # type: ignore[operator]
            bodies.append((headers, body))
        writer.write(answer)
        await writer.drain()


def main() -> None:
    """Listen until the standard input ends."""
    with Sinks(Path(sys.argv[1])) as sinks:
        print(json.dumps({"smtp": sinks.smtp_port, "http": sinks.http_port}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
