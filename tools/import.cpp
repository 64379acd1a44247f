#include "tools/import.h"

#include <optional>

#include "base/json_writer.h"
#include "base/text.h"
#include "flow/audit.h"
#include "identity/export.h"
#include "methods/import.h"
#include "tools/console.h"
#include "tools/people.h"

namespace tools {
namespace {

struct Entry {
  std::string place;  // `entry 3`, or `line 3`
  base::Result<base::Json, std::string> json;
};

base::Result<base::Json, std::string> parse(std::string_view text) {
  auto json = base::parse_json(text);
  if (!json) return base::Error{"no JSON: " + json.error().detail};
  return std::move(json).value();
}

std::vector<Entry> parse_lines(std::string_view text) {
  std::vector<Entry> entries;
  int number = 0;
  for (const std::string_view line : base::split(text, '\n')) {
    ++number;
    if (!base::trim(line).empty()) entries.push_back({"line " + std::to_string(number), parse(line)});
  }
  return entries;
}

// An array or one object is one document; else every line is one, which the first line shows by being whole.
std::vector<Entry> parse_entries(std::string_view text) {
  text = base::trim(text);
  if (text.empty()) throw Failure("nothing to import: the input is empty");
  auto whole = parse(text);
  const bool first_line_is_whole = base::parse_json(text.substr(0, text.find('\n'))).ok();
  if (!whole && first_line_is_whole) return parse_lines(text);
  std::vector<Entry> entries;
  if (whole && whole->array() != nullptr) {
    for (base::Json& json : *whole->array()) {
      entries.push_back({"entry " + std::to_string(entries.size() + 1), std::move(json)});
    }
    return entries;
  }
  entries.push_back({"entry 1", std::move(whole)});
  return entries;
}

// What a person would recognise the entry by, before it has been understood.
std::string hint_of(const base::Json& json) {
  const base::Json* traits = json.find("traits");
  if (traits == nullptr || traits->object() == nullptr) return {};
  for (const auto& [name, value] : *traits->object()) {
    if (value.string() != nullptr && !value.string()->empty()) return " (" + *value.string() + ")";
  }
  return {};
}

std::vector<std::string> identifiers_of(const identity::PreparedIdentity& prepared) {
  std::vector<std::string> out;
  for (const auto& [method, identifiers] : prepared.identifiers) {
    for (const std::string& identifier : identifiers) {
      if (std::find(out.begin(), out.end(), identifier) == out.end()) out.push_back(identifier);
    }
  }
  return out;
}

void tell(const identity::PreparedIdentity& prepared, bool json) {
  const std::vector<std::string> identifiers = identifiers_of(prepared);
  if (!json) return print_line(base::to_string(prepared.row.id) + "  " + join(identifiers, " "));
  base::JsonWriter out;
  out.object().key("id").string(base::to_string(prepared.row.id)).key("identifiers").array();
  for (const std::string& identifier : identifiers) out.string(identifier);
  out.close().key("left_out").array();
  for (const std::string& method : prepared.left_out) out.string(method);
  print_line(out.close().close().take());
}

methods::Imported add(Site& site, const identity::ImportedIdentity& imported) {
  return methods::import_identity(
      site.db(), imported,
      methods::import_context(site.config(), site.schemas(), site.keyring(), site.random(), site.now()),
      [&](store::Tx& tx, const identity::PreparedIdentity& made) {
        site.record(tx, flow::deed::kIdentityCreated, made.row.id);
      });
}

// The reason why it failed, or nothing.
std::optional<std::string> import_entry(Site& site, const Entry& entry, const std::string& name, bool json) {
  if (!entry.json) return entry.json.error();
  const base::Json& document = entry.json.value();
  const auto imported =
      identity::is_export(document) ? identity::parse_export(document) : identity::parse_import(document);
  if (!imported) return imported.error();
  const auto added = add(site, imported.value());
  if (!added) return added.error().text;
  tell(added.value(), json);
  for (const std::string& method : added.value().left_out) {
    complain(name + ": imported without its " + method + " credentials: Postern has no such method");
  }
  return std::nullopt;
}

}  // namespace

int import_identities(Site& site, const std::string& file, bool json) {
  const std::vector<Entry> entries = parse_entries(read_input(file));
  std::size_t failed = 0;
  for (const Entry& entry : entries) {
    const std::string name = entry.place + (entry.json ? hint_of(entry.json.value()) : "");
    const auto reason = import_entry(site, entry, name, json);
    if (!reason) continue;
    complain(name + ": " + *reason);
    ++failed;
  }
  if (failed == 0) return kDone;
  if (entries.size() > 1) {
    complain(std::to_string(entries.size() - failed) + " imported, " + std::to_string(failed) + " failed");
  }
  return kFailed;
}

void add_identity_and_tell(Site& site, const identity::ImportedIdentity& imported, bool json) {
  const auto added = add(site, imported);
  if (!added) throw Failure(added.error().text);
  tell(added.value(), json);
}

}  // namespace tools
