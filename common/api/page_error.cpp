#include "api/errors.h"
#include "api/page_facts.h"
#include "api/pages.h"

namespace api {
namespace {

std::string text_member(const base::Json& object, std::string_view name) {
  const auto* member = object.find(name);
  const auto* text = member ? member->string() : nullptr;
  return text ? *text : std::string();
}

}  // namespace

http::Response answer_error_page(Call& call) {
  auto view = new_page(call, PageView::Kind::error);
  view.failure.code = 404;
  view.failure.at = call.now;
  const auto row = find_error_record(call);
  const auto stored = row ? base::parse_json(row->error) : base::parse_json("{}");
  if (row && stored) {
    view.failure.record = base::to_string(row->id);
    view.failure.at = row->created_at;
    view.failure.id = text_member(*stored, "id");
    view.failure.reason = text_member(*stored, "reason");
    view.failure.message = text_member(*stored, "message");
    if (const auto* code = stored->find("code"); code && code->number())
      view.failure.code = static_cast<int>(code->number()->value);
  }
  if (const auto& session = call.session()) add_person(call, view, *session);
  return page_answer(call, view);
}

}  // namespace api
