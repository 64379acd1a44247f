// Pages of a list (contract half A 2.5): `page_token` and `page_size`, or the older `page` and `per_page`.
// Better than Kratos: pages count from 0 everywhere, so a walk sees no page twice.
#pragma once

#include <cstdint>
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

}  // namespace api
