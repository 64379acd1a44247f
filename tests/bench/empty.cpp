// The smallest CGI program that C++ makes: what whoami as CGI is compared with.
#include <unistd.h>

int main() {
  constexpr char kAnswer[] = "Status: 200 OK\r\nContent-Type: text/plain\r\n\r\nok\n";
  return ::write(1, kAnswer, sizeof kAnswer - 1) == sizeof kAnswer - 1 ? 0 : 1;
}
