// Pages of a list (contract half A 2.5): `page_token` and `page_size`, or the older `page` and `per_page`.
// Better than Kratos: pages count from 0 everywhere, so a walk sees no page twice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "api/app.h"

namespace api {

struct Page {
  std::int64_t offset = 0;  // of the first row
  int size = 250;           // 1 to 1000
};
[[nodiscard]] Page requested_page(const Call& call);
// `X-Total-Count` and `Link`: the request's URL with the page parameters of the first, next, previous and last page.
void add_page_headers(const Call& call, const Page& page, std::int64_t total, http::Response& response);

// Page of a list by id: `page_token` is the last id of the page before; nil = from the start.
struct IdPage {
  base::Uuid after;
  int size = 250;
};
[[nodiscard]] IdPage requested_id_page(const Call& call);
// `Link` with the first page and, behind `last` (none: this is the last page), the next.
void add_id_page_links(const Call& call, const IdPage& page, const std::optional<base::Uuid>& last,
                       http::Response& response);

}  // namespace api
