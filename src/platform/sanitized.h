/* Whether this program was built with AddressSanitizer or ThreadSanitizer, which reserve terabytes of address space,
 * look for leaks in a process of their own and write their reports to stderr. */
#pragma once

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define VP_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define VP_SANITIZED 1
#endif
#endif
#ifndef VP_SANITIZED
#define VP_SANITIZED 0
#endif
