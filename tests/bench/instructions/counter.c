/* A plugin of QEMU's user-mode emulators (7.2 and later in Debian): instructions and system calls of the emulated program, in a
   file that can be read while it runs. `qemu-arm -plugin ./counter.so,to=FILE PROGRAM`. FILE: two 64-bit numbers. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Of qemu-plugin.h, version 1 (https://www.qemu.org/docs/master/devel/tcg-plugins.html), which no package of Debian has. */
typedef uint64_t plugin_id;
struct qemu_plugin_tb;
enum callback_flags { reads_no_registers };
typedef void (*on_block)(plugin_id, struct qemu_plugin_tb*);
typedef void (*on_run)(unsigned cpu, void* user);
typedef void (*on_call)(plugin_id, unsigned cpu, int64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);
extern void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id, on_block);
extern void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb*, on_run, enum callback_flags, void* user);
extern void qemu_plugin_register_vcpu_syscall_cb(plugin_id, on_call);
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb*);

#define EXPORTED __attribute__((visibility("default")))
EXPORTED int qemu_plugin_version = 1;

enum { instructions, calls };
static uint64_t* counts;

/* Threads of the program run at once, and a lost addition would be a lost block. */
static void add(int which, uint64_t more) { __atomic_fetch_add(&counts[which], more, __ATOMIC_RELAXED); }

static void run(unsigned cpu, void* user) {
    (void)cpu;
    add(instructions, (uintptr_t)user);
}

static void translated(plugin_id id, struct qemu_plugin_tb* block) {
    (void)id;
    qemu_plugin_register_vcpu_tb_exec_cb(block, run, reads_no_registers, (void*)(uintptr_t)qemu_plugin_tb_n_insns(block));
}

static void called(plugin_id id, unsigned cpu, int64_t number, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f, uint64_t g, uint64_t h) {
    (void)id, (void)cpu, (void)number, (void)a, (void)b, (void)c, (void)d, (void)e, (void)f, (void)g, (void)h;
    add(calls, 1);
}

EXPORTED int qemu_plugin_install(plugin_id id, const void* info, int count, char** arguments) {
    (void)info;
    if (count != 1 || strncmp(arguments[0], "to=", 3) != 0) {
        fprintf(stderr, "counter.so: to=FILE is missing\n");
        return 1;
    }
    const int file = open(arguments[0] + 3, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0 || ftruncate(file, 2 * sizeof *counts) != 0) return perror(arguments[0] + 3), 1;
    counts = mmap(NULL, 2 * sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (counts == MAP_FAILED) return perror("counter.so"), 1;
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    qemu_plugin_register_vcpu_syscall_cb(id, called);
    return 0;
}
