"""The programs that carry a camera's frames to a client, each set up as its users do and as its manual says for MJPEG."""
import dataclasses
import shutil
from collections.abc import Callable

from .stage import root, sizes

programs = root / "tests/bench/peers"


@dataclasses.dataclass
class Peer:
    name: str
    reader: str  # a KIND of frame_reader
    command: Callable  # (stage, cameras, address) -> words
    note: str
    needs: str = ""  # a program

    def is_there(self, stage):
        if self.needs:
            return shutil.which(self.needs) is not None or (stage.binary / self.needs).exists()
        return True


def config(cameras, address, more=""):
    """A graph of a camera to a zmq sink; several cameras go to one."""
    names = ["front"] + [f"camera{number}" for number in range(1, cameras.count)]
    sources = "".join(f"  {name}: {{ type: v4l2, device: {device}, buffers: 5 }}\n" for name, device in zip(names, cameras.devices))
    path = cameras.folder / "sluice.yaml"
    path.write_text(f"sluice: 1\nsources:\n{sources}{more}sinks:\n  live: {{ type: zmq, bind: \"{address}\", from: [{', '.join(names)}] }}\n")
    return path


def sluice(stage, cameras, address):
    return [stage.binary / "sluice", "run", config(cameras, address)]


def loop(mode):
    return lambda stage, cameras, address: [stage.binary / "floor_loop", cameras.devices[0], address, "--mode", mode, "--for", "3600"]


def ustreamer(stage, cameras, address):
    width, height = sizes[cameras.size]
    return ["ustreamer", "-d", cameras.devices[0], "-m", "MJPEG", "-r", f"{width}x{height}", "-f", cameras.fps or 120,
            "--host", "127.0.0.1", "-p", address, "--log-level", "0"]


def gstreamer(*middle):
    def command(stage, cameras, address):
        width, height = sizes[cameras.size]
        return ["gst-launch-1.0", "-q", "v4l2src", f"device={cameras.devices[0]}", "!", f"image/jpeg,width={width},height={height},framerate={cameras.fps}/1",
                *middle, "!", "tcpserversink", "host=127.0.0.1", f"port={address}", "sync=false"]
    return command


def ffmpeg(*codec):
    def command(stage, cameras, address):
        width, height = sizes[cameras.size]
        return ["ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-f", "v4l2", "-input_format", "mjpeg", "-framerate", cameras.fps,
                "-video_size", f"{width}x{height}", "-i", cameras.devices[0], *codec, "-f", "mjpeg", "-flush_packets", "1", f"tcp://127.0.0.1:{address}?listen=1"]
    return command


def python(script):
    return lambda stage, cameras, address: ["/usr/bin/python3", programs / script, cameras.devices[0], address, *sizes[cameras.size]]


def opencv(stage, cameras, address):
    width, height = sizes[cameras.size]
    return [stage.binary / "opencv_loop", cameras.devices[0], address, "--width", width, "--height", height]


loop_ipc = Peer("loop, zero-copy, ipc", "sub ipc", loop("zero-copy"), "hand-written: mmap to ZeroMQ without a copy; the floor")
loop_copy = Peer("loop, copying, ipc", "sub ipc", loop("pool"), "hand-written: each frame copied into a pool, the buffer queued at once")
loop_tcp = Peer("loop, zero-copy, tcp", "sub tcp", loop("zero-copy"), "the floor on tcp")
raw_tcp = Peer("raw TCP send", "tcp", lambda stage, cameras, address: [stage.binary / "tcp_loop", cameras.devices[0], address], "hand-written: send() of the bytes; the limit below ZeroMQ")
sluice_ipc = Peer("sluice, ipc", "sub ipc", sluice, "v4l2 source, zmq sink")
sluice_tcp = Peer("sluice, tcp", "sub tcp", sluice, "the same on tcp")
ustreamer_http = Peer("uStreamer", "http", ustreamer, "ustreamer -m MJPEG: the camera's JPEGs over HTTP", needs="ustreamer")
gst_copy = Peer("GStreamer", "tcp", gstreamer(), "v4l2src ! tcpserversink sync=false", needs="gst-launch-1.0")
gst_encode = Peer("GStreamer, re-encoding", "tcp", gstreamer("!", "jpegdec", "!", "videoconvert", "!", "jpegenc"), "v4l2src ! jpegdec ! videoconvert ! jpegenc ! tcpserversink", "gst-launch-1.0")
ffmpeg_copy = Peer("ffmpeg -c copy", "tcp", ffmpeg("-c", "copy"), "ffmpeg -f v4l2 -c copy -f mjpeg tcp://", needs="ffmpeg")
ffmpeg_encode = Peer("ffmpeg, re-encoding", "tcp", ffmpeg("-c:v", "mjpeg", "-q:v", "3"), "the same with -c:v mjpeg -q:v 3", "ffmpeg")
opencv_cpp = Peer("OpenCV loop, C++", "sub ipc", opencv, "VideoCapture, imencode, ZeroMQ", "opencv_loop")
opencv_python = Peer("OpenCV loop, Python", "sub ipc", python("opencv_loop.py"), "the same with pyzmq")
imagezmq = Peer("imagezmq", "rep", python("imagezmq_sender.py"), "its documented protocol: imencode, REQ/REP")

all_peers = [loop_ipc, loop_copy, raw_tcp, sluice_ipc, loop_tcp, sluice_tcp, ustreamer_http, gst_copy, gst_encode, ffmpeg_copy, ffmpeg_encode,
             opencv_cpp, opencv_python, imagezmq]


def address(stage, peer, folder):
    """(for the program, for its reader)"""
    if peer.reader in ("sub ipc", "none"):
        return (f"ipc://{folder}/live",) * 2
    if peer.reader == "rep":
        port = next(stage.ports)
        return f"tcp://127.0.0.1:{port}", f"tcp://127.0.0.1:{port}"
    port = next(stage.ports)
    return (f"tcp://127.0.0.1:{port}",) * 2 if peer.reader == "sub tcp" else (str(port),) * 2
