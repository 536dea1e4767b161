"""The wheel: made without the network, put into an environment of its own, and run there."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

from support import PACKAGE, ROOT


def run(*command, **options):
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True, **options).stdout


class PackageTest(unittest.TestCase):
    def test_wheel(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            # setuptools builds in the tree it is given.
            shutil.copytree(PACKAGE, folder / "source", ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
            code = "from setuptools import build_meta; print(build_meta.build_wheel('..'))"
            run("/usr/bin/python3", "-c", code, cwd=folder / "source")
            wheel = next(folder.glob("sluice-*-py3-none-any.whl"))
            names = zipfile.ZipFile(wheel).namelist()
            expected = {f"sluice/{one.name}" for one in (PACKAGE / "sluice").iterdir() if one.is_file()}
            self.assertEqual(expected, {name for name in names if name.startswith("sluice/")})
            self.assertIn("sluice/py.typed", names)
            run("/usr/bin/python3", "-m", "venv", "--system-site-packages", "--without-pip", folder / "venv")
            site = next((folder / "venv/lib").glob("python3*/site-packages"))
            zipfile.ZipFile(wheel).extractall(site)  # which is what pip does with a wheel of Python files alone
            python = folder / "venv/bin/python"
            self.assertIn("usage: python -m sluice", run(python, "-m", "sluice", "--help", cwd=folder, env={"PATH": os.environ["PATH"]}))
            where = run(python, "-c", "import sluice; print(sluice.__file__)", cwd=folder, env={"PATH": os.environ["PATH"]})
            self.assertTrue(where.startswith(str(site)), where)

    def test_nothing_but_pyzmq_is_needed_to_receive(self):
        code = """if True:
            import sys
            for name in ("numpy", "cv2", "PIL"):
                sys.modules[name] = None
            import sluice, sluice.aio, sluice._viewer, sluice.__main__
            print("well")"""
        self.assertEqual("well\n", run("/usr/bin/python3", "-c", code, cwd=PACKAGE))

    def test_the_version_is_that_of_the_program(self):
        told = re.search(r"project\(sluice VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text())[1]
        self.assertIn(f'__version__ = "{told}"', (PACKAGE / "sluice/__init__.py").read_text())

    def test_files_are_small_and_read_by_old_pythons(self):
        import ast

        for path in sorted((PACKAGE / "sluice").glob("*.py")) + sorted(pathlib.Path(__file__).parent.glob("*.py")):
            text = path.read_text()
            self.assertLess(len(text.splitlines()), 300, path)
            ast.parse(text, feature_version=(3, 9))
        self.assertGreaterEqual(sys.version_info, (3, 9))


if __name__ == "__main__":
    unittest.main()
