// What the engines report to the audit log, and by mail to whom it concerns (flow/notices), each in the transaction in
// which it happens.
#pragma once

#include "flow/audit.h"
#include "flow/method.h"
#include "flow/throttle.h"

namespace flow {

// Somebody signed in or passed a further step with `method`; the session is as it is now. A recovery code that was
// spent for it is reported too, and if it was the last.
void record_sign_in(store::Tx& tx, const Services& services, const session::Session& session, std::string_view method,
                    const Client& client, base::Time now);
// `method` of the settings did `change`.
void record_change(store::Tx& tx, const Services& services, const base::Uuid& identity, std::string_view method,
                   const Change& change, const Client& client, base::Time now);
// `count` sessions of somebody were ended beside the one that asked for it; none: nothing is reported.
void record_ended(store::Tx& tx, const base::Uuid& identity, std::int64_t count, const Client& client, base::Time now);

}  // namespace flow
