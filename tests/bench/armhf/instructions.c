/* A plugin of QEMU's (7.2 and newer) that counts the instructions of each thread of a program under qemu-user, and prints
   `instructions: TOTAL` at its end. Declared by hand, for Debian has no package with the header: the names and types are those of QEMU's
   documented TCG plugin interface, version 1. */
#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define EXPORT __attribute__((visibility("default")))

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
enum { no_registers = 0 };
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t, void (*)(qemu_plugin_id_t, struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *, void (*)(unsigned, void *), int, void *);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t, void (*)(qemu_plugin_id_t, void *), void *);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
void qemu_plugin_outs(const char *);

EXPORT int qemu_plugin_version = 1;

enum { most_threads = 64 };
static struct {
    uint64_t count;
    char apart[56]; /* of a cache line each */
} threads[most_threads];

static void ran(unsigned thread, void *instructions)
{
    threads[thread % most_threads].count += (uintptr_t)instructions;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *block)
{
    (void)id;
    qemu_plugin_register_vcpu_tb_exec_cb(block, ran, no_registers, (void *)qemu_plugin_tb_n_insns(block));
}

static void ended(qemu_plugin_id_t id, void *unused)
{
    (void)id, (void)unused;
    uint64_t total = 0;
    for (int i = 0; i < most_threads; ++i)
        total += threads[i].count;
    fprintf(stderr, "instructions: %" PRIu64 "\n", total);
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int count, char **arguments)
{
    (void)info, (void)count, (void)arguments;
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    qemu_plugin_register_atexit_cb(id, ended, NULL);
    return 0;
}
