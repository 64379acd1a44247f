// mockups FOLDER: prints every sample as FOLDER/<name>.html, and index.html that links them. The addresses of style.css
// and the scripts are made relative, so that the files open from the disk.
#include <cstdio>
#include <fstream>
#include <iostream>

#include "samples.h"

namespace {

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: mockups FOLDER\n";
    return 2;
  }
  const std::string folder = std::string(argv[1]) + "/";
  std::string index = "<!doctype html>\n<title>Pages</title>\n<ul>\n";
  for (const samples::Sample& sample : samples::all()) {
    std::string html = api::render(sample.view);
    replace_all(html, sample.view.base + "/style.css", "style.css");
    for (const char* script : {"codes.js", "webauthn.js"}) replace_all(html, sample.view.base + "/" + script, script);
    std::ofstream(folder + sample.name + ".html") << html;
    index +=
        "<li><a href=\"" + sample.name + ".html\">" + sample.name + "</a> " + std::to_string(html.size()) + " bytes\n";
  }
  std::ofstream(folder + "index.html") << index << "</ul>\n";
  std::cout << "open " << folder << "index.html\n";
  return 0;
}
