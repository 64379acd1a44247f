// mockups FOLDER: prints every sample as FOLDER/<name>.html, index.html that links them, and list.json for
// tests/browser/gallery.mjs. The addresses of style.css and the scripts are made relative, so that the files open from
// the disk. Some are printed in German too, whose words are the longest.
#include <cstdio>
#include <fstream>
#include <iostream>

#include "base/json_writer.h"
#include "samples.h"

namespace {

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::vector<samples::Sample> in_languages(std::vector<samples::Sample> list) {
  std::vector<samples::Sample> out = list;
  for (samples::Sample& sample : list) {
    const bool long_one = sample.name == "settings" || sample.name == "second-totp" || sample.name == "home" ||
                          sample.name == "keys" || sample.name == "codes" || sample.name == "second-throttled";
    if (!long_one) continue;
    sample.name += ".de";
    sample.view.language = "de";
    out.push_back(std::move(sample));
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: mockups FOLDER\n";
    return 2;
  }
  const std::string folder = std::string(argv[1]) + "/";
  std::string index = "<!doctype html>\n<title>Pages</title>\n<ul>\n";
  base::JsonWriter list;
  list.object().key("policy").string(api::content_security_policy({})).key("pages").array();
  for (const samples::Sample& sample : in_languages(samples::all())) {
    list.string(sample.name);
    std::string html = api::render(sample.view);
    replace_all(html, sample.view.base + "/style.css", "style.css");
    for (const char* script : {"codes.js", "webauthn.js"}) replace_all(html, sample.view.base + "/" + script, script);
    std::ofstream(folder + sample.name + ".html") << html;
    index +=
        "<li><a href=\"" + sample.name + ".html\">" + sample.name + "</a> " + std::to_string(html.size()) + " bytes\n";
  }
  std::ofstream(folder + "list.json") << list.close().close().take();
  std::ofstream(folder + "index.html") << index << "</ul>\n";
  std::cout << "open " << folder << "index.html\n";
  return 0;
}
