"""A slow line to a service:  line.py TO_PORT BYTES_PER_SECOND ROUND_TRIP_MS

Listens on a port of 127.0.0.1, which it prints, and passes on what comes: half of a round trip late each way, at most so
many bytes a second each way over all connections together, and a new connection only after the two round trips that TCP
and TLS 1.3 take to set one up.  A word on its input is answered with a line of JSON: "look" with what went over the line
since it was asked last."""
import asyncio
import json
import os
import sys

PIECE = 1460  # bytes: what one packet carries, so that the rate is even
SET_UP = 2  # round trips


class Way:
    """One direction of the line, which its connections share."""

    def __init__(self, rate, late):
        self.rate, self.late, self.free, self.bytes = rate, late, 0.0, 0

    def arrives(self, size, now):
        """When the last byte of what is put on the line now is at the other end."""
        self.free = max(self.free, now) + size / self.rate
        self.bytes += size
        return self.free + self.late


async def carry(way, reader, writer):
    clock = asyncio.get_running_loop().time
    under_way = asyncio.Queue(64)  # what is on the line: who sends more waits

    async def deliver():
        while (piece := await under_way.get()) is not None:
            at, data = piece
            await asyncio.sleep(max(0, at - clock()))
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()

    there = asyncio.create_task(deliver())
    try:
        while data := await reader.read(PIECE):
            await under_way.put((way.arrives(len(data), clock()), data))
        await under_way.put(None)
        await there
    except (ConnectionError, asyncio.CancelledError):
        there.cancel()


async def main(port, rate, round_trip):
    up, down, opened = Way(rate, round_trip / 2), Way(rate, round_trip / 2), [0]

    async def connect(reader, writer):
        opened[0] += 1
        try:
            await asyncio.sleep(SET_UP * round_trip)
            far_reader, far_writer = await asyncio.open_connection('127.0.0.1', port)
            await asyncio.gather(carry(up, reader, far_writer), carry(down, far_reader, writer), return_exceptions=True)
            for one in (writer, far_writer):
                one.close()
        except (ConnectionError, asyncio.CancelledError):
            writer.close()

    server = await asyncio.start_server(connect, '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    loop = asyncio.get_running_loop()
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps({'up': up.bytes, 'down': down.bytes, 'connections': opened[0]}), flush=True)
        up.bytes = down.bytes = opened[0] = 0
    os._exit(0)  # connections that a browser keeps open are nobody's any more


asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]) / 1000))
