onmessage = ({ data: { name, words } }) => {
  const say = (line) => postMessage({ line });
  self.Module = {
    arguments: words,
    print: say,
    printErr: say,
    locateFile: (file) => `/program/${file}`,
    onExit: (code) => postMessage({ code }),
    weftFatal: (report) => {
      say(report);
      postMessage({ code: 134 });
    },
  };
  importScripts(`/program/${name}`);
};
