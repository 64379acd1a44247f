// smtp.mjs FOLDER [MODE]: a mail server for tests on a free port of 127.0.0.1, which it writes to FOLDER/port. Each mail
// becomes a file FOLDER/N.eml, what was said before it FOLDER/N.talk. MODE: `mute` never greets, `deny` refuses the sign-in.
import { createServer } from "node:net";
import { renameSync, writeFileSync } from "node:fs";

const [folder, mode = "normal"] = process.argv.slice(2);
let count = 0;

createServer((socket) => {
  let rest = "", talk = "", letter = null, wanted = null;
  const say = (line) => socket.write(line + "\r\n");
  socket.on("error", () => {});
  if (mode !== "mute") say("220 test ESMTP");

  function hear(line) {
    if (letter !== null) {
      if (line !== ".") return void (letter += line.replace(/^\./, "") + "\r\n");
      const n = ++count;
      writeFileSync(`${folder}/${n}.talk`, talk);
      writeFileSync(`${folder}/${n}.new`, letter);
      renameSync(`${folder}/${n}.new`, `${folder}/${n}.eml`);
      letter = null;
      return say("250 taken");
    }
    talk += line + "\n";
    if (wanted !== null) {
      wanted -= 1;
      if (wanted > 0) return say("334 " + Buffer.from("Password:").toString("base64"));
      wanted = null;
      return say(mode === "deny" ? "535 no" : "235 welcome");
    }
    const word = line.split(" ")[0].toUpperCase();
    if (word === "EHLO") return socket.write("250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN\r\n");
    if (word === "AUTH") {
      if (line.split(" ").length > 2) return say(mode === "deny" ? "535 no" : "235 welcome");
      wanted = / LOGIN/i.test(line) ? 2 : 1;
      return say("334 " + (wanted === 2 ? Buffer.from("Username:").toString("base64") : ""));
    }
    if (word === "DATA") return (letter = ""), say("354 go on");
    if (word === "QUIT") return say("221 bye"), socket.end();
    say(["MAIL", "RCPT", "RSET", "NOOP"].includes(word) ? "250 well" : "502 what");
  }

  socket.on("data", (bytes) => {
    if (mode === "mute") return;
    rest += bytes.toString("latin1");
    for (let end; (end = rest.indexOf("\r\n")) >= 0;) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      hear(line);
    }
  });
}).listen(0, "127.0.0.1", function () {
  writeFileSync(`${folder}/port.new`, String(this.address().port));
  renameSync(`${folder}/port.new`, `${folder}/port`);
});
