// What the .htaccess files of a folder of the web space say that matters to a gate.
#pragma once

#include <string>
#include <vector>

namespace tools {

struct Htaccess {
  std::string path;             // of the file
  std::string folder;           // of the web space, from its root: `/private/blog`, "" = the root
  bool has_checker = false;     // FcgidAccessChecker: Postern's gate
  bool has_authorizer = false;  // FcgidAuthorizer or FcgidAuthenticator: ignored where `Require all granted` stands
  int authorizer_line = 0;
  bool lets_others_judge = false;  // FcgidAccessCheckerAuthoritative Off
  bool rewrites = false;           // RewriteEngine On: replaces what folders above say
  bool rewrite_gate = false;       // a RewriteCond on the visitor's cookie
};

struct Tree {
  std::vector<Htaccess> files;       // those above the folder first, the root's at the very front; then those below
  std::vector<std::string> folders;  // from the root of the web space: the folder itself, then those below it
  bool cut = false;                  // there were too many to see them all
};

// `root` is the folder of the web space's files, `folder` one in it, from the root. Links are not followed.
[[nodiscard]] Tree read_tree(const std::string& root, const std::string& folder);
[[nodiscard]] Htaccess parse_htaccess(const std::string& text);

}  // namespace tools
