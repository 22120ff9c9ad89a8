#!/usr/bin/env python3
"""Many slow clients: half send a request by one byte a second, half read an answer by one byte a second.

    slow.py PORT COUNT TOKEN

Runs until it is ended; says every connection that the server closed on its last line."""
import asyncio
import signal
import socket
import sys

port, count, token = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
closed = 0
REQUEST = f"GET /api/overview?province=33 HTTP/1.1\r\nHost: localhost\r\nCookie: baophu={token}\r\n"


async def sends_slowly():
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for byte in (REQUEST + "X-Long: " + "x" * 100000).encode():
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(1)
        if reader.at_eof():
            break
    writer.close()


async def reads_slowly():
    loop = asyncio.get_running_loop()
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    sock.setblocking(False)
    await loop.sock_connect(sock, ("127.0.0.1", port))
    await loop.sock_sendall(sock, (REQUEST + "\r\n").encode())
    while await loop.sock_recv(sock, 1):
        await asyncio.sleep(1)
    sock.close()


async def again_and_again(client):
    global closed
    while True:
        try:
            await client()
        except OSError:
            pass
        closed += 1
        await asyncio.sleep(1)


async def main():
    tasks = [asyncio.create_task(again_and_again(reads_slowly if i % 2 else sends_slowly)) for i in range(count)]
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    for task in tasks:
        task.cancel()
    print(f"{closed} connections of slow clients were closed by the server")


asyncio.run(main())
