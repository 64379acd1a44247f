// Identity schemas, public (contract half A 2.7).
#pragma once

#include "api/app.h"

namespace api {

http::Response answer_list_schemas(Call& call);
http::Response answer_schema(Call& call);  // path parameter: its id, plain or in base64url

}  // namespace api
