// Only for this folder: what every user of EVP calls first.
#pragma once

namespace crypto {

// Starts OpenSSL without reading openssl.cnf and without exit handlers, which a CGI process would pay for each time.
void start_openssl();

}  // namespace crypto
