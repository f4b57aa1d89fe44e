/* bench_routes: the addresses of all pages, as they stand in the server's own table.
 *
 *   bench_routes
 */
#include "web_impl.h"

int main(void)
{
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        if (ROUTES[i].method == METHOD_GET && (ROUTES[i].forms & FORM_BIT(AS_PAGE))) {
            puts(ROUTES[i].pattern);
        }
    }
    return 0;
}
