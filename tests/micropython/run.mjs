// MicroPython with the firmware in its file system. Each line of JSON on standard input goes to the function `answer` of
// the module that it names (rig, if it names none), whose answer is a line on standard output.
// Arguments: bytes of heap, the firmware's folder, more files or folders for the module path.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript/micropython.mjs";

const [heap, root, ...paths] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${line}\n`);
const python = await loadMicroPython({ heapsize: Number(heap), stdout: say, stderr: say });

function copy(from, to) {
  if (statSync(from).isDirectory()) {
    python.FS.mkdir(to);
    for (const name of readdirSync(from).sort()) if (name !== "__pycache__") copy(join(from, name), `${to}/${name}`);
  } else python.FS.writeFile(to, readFileSync(from));
}

python.FS.mkdir("/firmware_bridge");
python.FS.writeFile("/firmware_bridge/__init__.py", "");
copy(root, "/firmware_bridge/firmware");
for (const path of paths) copy(path, `/${basename(path)}`);

function answer(line) {
  try {
    return python.pyimport(JSON.parse(line).module ?? "rig").answer(line);
  } catch (error) {
    return JSON.stringify({ error: String(error.message) });
  }
}

for await (const line of createInterface({ input: process.stdin })) say(answer(line));
