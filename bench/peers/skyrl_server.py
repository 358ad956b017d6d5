"""The Tinker server of the PyPI package skyrl, started without uv: its own API process and its own engine process,
with the API's flags (`python skyrl_server.py --base-model DIR --backend jax --port 8000 …`).

Two things stand in the way of `python -m skyrl.tinker.api`. The API starts its engine as `uv run … -m
skyrl.tinker.engine` with the flags of a parent `uv run`; here the engine gets this Python. And one type of its own is
a `typing.TypedDict`, which pydantic takes from Python 3.12 on only; here it is `typing_extensions`'.
"""
import runpy
import sys
import typing

import typing_extensions

if sys.version_info < (3, 12):
    typing.TypedDict = typing_extensions.TypedDict

ENGINE = "--as-engine"


def serve() -> None:
    import argparse

    import uvicorn
    from skyrl.tinker import api
    from skyrl.tinker.config import EngineConfig, add_model, config_to_argv

    parser = argparse.ArgumentParser(description="SkyRL's Tinker server without uv")
    add_model(parser, EngineConfig)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    flags = vars(parser.parse_args())
    host, port = flags.pop("host"), flags.pop("port")
    api.app.state.engine_config = EngineConfig.model_validate(flags)
    api._build_uv_run_cmd_engine = lambda _parent, config: [
        sys.executable,
        __file__,
        ENGINE,
        *config_to_argv(config),
    ]
    # Requests that wait for a result would hold the end back for minutes.
    uvicorn.run(api.app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=3)


if __name__ == "__main__":
    if ENGINE in sys.argv:
        sys.argv.remove(ENGINE)
        runpy.run_module("skyrl.tinker.engine", run_name="__main__")
    else:
        serve()
