"""A bot by aiogram, by either door: `python echo.py poll|hook API_URL TOKEN`.

It says back texts and pictures, and has a menu with a button. It says "ready" on a line of its own once it listens, and
ends when its standard input does.
"""

import asyncio
import sys

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import BaseRequestMiddleware
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

SECRET = "a-secret"
dispatcher = Dispatcher()


class Patience(BaseRequestMiddleware):
    """Waits where the network says for how long."""

    async def __call__(self, make_request, bot, method):
        while True:
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as told:
                await asyncio.sleep(told.retry_after)


@dispatcher.message(F.text == "menu")
async def menu(message):
    soup = InlineKeyboardButton(text="Soup", callback_data="buy:soup")
    await message.answer("What would you like?", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[soup]]))


@dispatcher.callback_query(F.data.startswith("buy:"))
async def buy(press):
    await press.answer("Added")
    await press.message.edit_text("One soup.")


@dispatcher.message(F.photo)
async def look(message, bot):
    """Fetches a picture, uploads it, and changes what stands below it."""
    picture = (await bot.download(message.photo[-1])).read()
    sent = await message.answer_photo(BufferedInputFile(picture, "photo.jpg"), caption="Let me see …")
    await sent.edit_caption(caption=f"{len(picture)} bytes")


@dispatcher.message(F.text)
async def echo(message):
    """Returned, a call is made by long polling, and rides in the answer to a push."""
    return message.answer(message.text)


async def told_to_end():
    await asyncio.to_thread(sys.stdin.read)


async def poll(bot):
    dispatcher.startup.register(lambda: print("ready", flush=True))
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    await told_to_end()
    await dispatcher.stop_polling()
    await polling


async def hook(bot):
    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=SECRET)
    handler.register(app, path="/")
    # Left to itself it waits a minute for whoever keeps a connection open.
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    await bot.set_webhook(f"http://{host}:{port}/", secret_token=SECRET)
    print("ready", flush=True)
    await told_to_end()
    await runner.cleanup()
    await bot.session.close()


async def main():
    door, api, token = sys.argv[1:]
    session = AiohttpSession(api=TelegramAPIServer.from_base(api))
    session.middleware(Patience())
    await (hook if door == "hook" else poll)(Bot(token, session=session))


asyncio.run(main())
