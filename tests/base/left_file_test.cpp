#include "base/left_file.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

namespace fs = std::filesystem;
using base::LeftFileTrouble;

namespace {

struct Folder {
  fs::path path;
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "postern-left-XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~Folder() { fs::remove_all(path); }
  std::string write(const std::string& text, mode_t mode = 0600) const {
    const std::string file = (path / "note.txt").string();
    std::ofstream(file) << text;
    ::chmod(file.c_str(), mode);
    return file;
  }
  LeftFileTrouble trouble(const std::string& name) const {
    return base::read_left_file((path / name).string()).error();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(left_file, Folder)

BOOST_AUTO_TEST_CASE(the_first_line_as_any_editor_writes_it) {
  for (const char* text : {"word", "word\n", " word \r\nmore\r\n", "\xEF\xBB\xBFword\nmore", "word\rmore"}) {
    BOOST_TEST(base::read_left_file(write(text))->line == "word", text);
  }
  BOOST_TEST(base::read_left_file(write(std::string(5000, 'a')))->line.size() == 1024U);
  BOOST_TEST(base::read_left_file(write(""))->line.empty());
}

BOOST_AUTO_TEST_CASE(whose_it_is) {
  const auto file = base::read_left_file(write("word"));
  BOOST_TEST(file->ours);
  BOOST_TEST(!file->others_may_write);
  for (const mode_t mode : {0620u, 0602u}) BOOST_TEST(base::read_left_file(write("word", mode))->others_may_write);
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_not_waited_for) {
  BOOST_TEST((trouble("none.txt") == LeftFileTrouble::absent));
  fs::create_symlink(write("word"), path / "link.txt");
  BOOST_TEST((trouble("link.txt") == LeftFileTrouble::cannot_open));
  ::mkfifo((path / "pipe.txt").c_str(), 0600);
  BOOST_TEST((trouble("pipe.txt") == LeftFileTrouble::no_plain_file));
  fs::create_directory(path / "folder.txt");
  BOOST_TEST((trouble("folder.txt") == LeftFileTrouble::no_plain_file));
}

BOOST_AUTO_TEST_SUITE_END()
