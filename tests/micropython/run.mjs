// MicroPython with the firmware in its file system. Each line on standard input goes to rig.answer, whose answer is a
// line on standard output. Arguments: the firmware's folder, then more files or folders for the module path.
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

const attempt = (work) => {
  try {
    return work();
  } catch (error) {
    return JSON.stringify({ error: String(error.message) });
  }
};

const rig = attempt(() => python.pyimport("rig"));
for await (const line of createInterface({ input: process.stdin })) {
  say(typeof rig === "string" ? rig : attempt(() => rig.answer(line)));
}
