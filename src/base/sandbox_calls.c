/*
 * The system calls that are left, by seccomp. See sandbox.h. What is not in the lists answers
 * ENOSYS: the C library then does what it would do on a kernel that is older.
 *
 * The program for the kernel is put together here, a ladder, of which the kernel remembers what
 * is always allowed. libseccomp would make a tree of it, and hangs or crashes when it is out of
 * memory while it does.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "base/sandbox_parts.h"

/* Where numbers mean other calls, nothing may be allowed by its number. */
#if defined(__x86_64__)
#define PROCESSOR AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define PROCESSOR AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define PROCESSOR AUDIT_ARCH_RISCV64
#else
#define PROCESSOR 0 /* nobody has tried it yet: no filter, and it is said */
#endif

/* Memory, threads, files, time, and connections that are there. */
static const uint32_t basic[] = {
    __NR_accept,
    __NR_accept4,
    __NR_brk,
    __NR_clock_getres,
    __NR_clock_gettime,
    __NR_clock_nanosleep,
    __NR_close,
    __NR_dup,
    __NR_epoll_create1,
    __NR_epoll_ctl,
    __NR_epoll_pwait,
    __NR_eventfd2,
    __NR_exit,
    __NR_exit_group,
    __NR_faccessat,
    __NR_faccessat2,
    __NR_fallocate,
    __NR_fchmod,
    __NR_fchown,
    __NR_fcntl,
    __NR_fdatasync,
    __NR_flock,
    __NR_fstat,
    __NR_fstatfs,
    __NR_fsync,
    __NR_ftruncate,
    __NR_futex,
    __NR_getcpu,
    __NR_getcwd,
    __NR_getdents64,
    __NR_getegid,
    __NR_geteuid,
    __NR_getgid,
    __NR_getpeername,
    __NR_getpid,
    __NR_getrandom,
    __NR_getrusage,
    __NR_getsockname,
    __NR_getsockopt,
    __NR_gettid,
    __NR_gettimeofday,
    __NR_getuid,
    __NR_ioctl,
    __NR_linkat,
    __NR_lseek,
    __NR_madvise,
    __NR_membarrier,
    __NR_mincore,
    __NR_mkdirat,
    __NR_mremap,
    __NR_munmap,
    __NR_nanosleep,
    __NR_newfstatat,
    __NR_openat,
    __NR_pipe2,
    __NR_ppoll,
    __NR_prctl,
    __NR_pread64,
    __NR_preadv,
    __NR_prlimit64,
    __NR_pselect6,
    __NR_pwrite64,
    __NR_pwritev,
    __NR_read,
    __NR_readlinkat,
    __NR_readv,
    __NR_recvfrom,
    __NR_recvmsg,
    __NR_restart_syscall,
    __NR_rseq,
    __NR_rt_sigaction,
    __NR_rt_sigprocmask,
    __NR_rt_sigreturn,
    __NR_rt_sigtimedwait,
    __NR_sched_getaffinity,
    __NR_sched_yield,
    __NR_sendmsg,
    __NR_sendto,
    __NR_set_robust_list,
    __NR_setsockopt,
    __NR_shutdown,
    __NR_sigaltstack,
    __NR_statfs,
    __NR_statx,
    __NR_sysinfo,
    __NR_tgkill,
    __NR_umask,
    __NR_uname,
    __NR_unlinkat,
    __NR_write,
    __NR_writev,
#ifdef __NR_open /* newer processors have no second ones */
    __NR_access,
    __NR_epoll_wait,
    __NR_link,
    __NR_lstat,
    __NR_mkdir,
    __NR_open,
    __NR_poll,
    __NR_readlink,
    __NR_select,
    __NR_stat,
    __NR_time,
    __NR_unlink,
#endif
};

/*
 * Beside them, of who asks others: with no listen(), and from Linux 6.7 on Landlock lets no TCP
 * port be bound at all.
 */
static const uint32_t asking[] = {
    __NR_bind, /* of a netlink socket, to learn which addresses can be reached */
    __NR_connect,
    __NR_mmap,
    __NR_mprotect,
    __NR_recvmmsg,
    __NR_sendmmsg,
    __NR_socketpair,
};

static const uint32_t sanitizing[] = {
#ifdef __NR_getdents
    __NR_getdents,
#endif
    __NR_clone,
    __NR_getppid,
    __NR_kill,
    __NR_mmap,
    __NR_mprotect,
    __NR_personality,
    __NR_ptrace,
    __NR_sched_getparam,
    __NR_wait4,
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

#define REFUSED (SECCOMP_RET_ERRNO | ENOSYS)
#define MOST	512

struct program {
	struct sock_filter code[MOST];
	unsigned short n;
};

static void put(struct program *p, uint16_t code, uint8_t yes, uint8_t no, uint32_t k)
{
	if (p->n < MOST)
		p->code[p->n++] = (struct sock_filter){code, yes, no, k};
}

/* Goes on when what is at hand is k, else over so many steps. */
static void when(struct program *p, uint32_t k, size_t over)
{
	put(p, BPF_JMP | BPF_JEQ | BPF_K, 0, (uint8_t)over, k);
}

static void load(struct program *p, size_t offset)
{
	put(p, BPF_LD | BPF_W | BPF_ABS, 0, 0, (uint32_t)offset);
}

static void end(struct program *p, uint32_t verdict)
{
	put(p, BPF_RET | BPF_K, 0, 0, verdict);
}

static void allow(struct program *p, const uint32_t *calls, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		when(p, calls[i], 1);
		end(p, SECCOMP_RET_ALLOW);
	}
}

/* Allows a call when its argument, seen through the mask, is one of these values. */
static void allow_if(struct program *p, uint32_t call, size_t argument, uint32_t mask,
    const uint32_t *values, size_t n)
{
	when(p, call, 2 * n + 3);
	load(p, offsetof(struct seccomp_data, args) + argument * sizeof(uint64_t));
	put(p, BPF_ALU | BPF_AND | BPF_K, 0, 0, mask);
	allow(p, values, n);
	end(p, REFUSED);
}

/*
 * Threads, and no other processes. Of clone3() no filter can see the flags, so that the C library
 * is to take the older call.
 */
static void allow_threads(struct program *p)
{
	const uint32_t spaces = CLONE_NEWCGROUP | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWNS |
				CLONE_NEWPID | CLONE_NEWUSER | CLONE_NEWUTS;
	const uint32_t wanted = CLONE_THREAD;

	allow_if(p, __NR_clone, 0, CLONE_THREAD | spaces, &wanted, 1);
}

/* Memory that is not executable: no code is loaded any more, and none is made. */
static void allow_data(struct program *p)
{
	const uint32_t wanted = 0;

	allow_if(p, __NR_mmap, 2, PROT_EXEC, &wanted, 1);
	allow_if(p, __NR_mprotect, 2, PROT_EXEC, &wanted, 1);
}

static void allow_sockets(struct program *p, const struct sandbox *s)
{
	static const uint32_t outbound[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};
	static const uint32_t local[] = {AF_UNIX}, connecting[] = {__NR_connect};

	if (s->outbound) {
		allow(p, asking, COUNT(asking));
		allow_if(p, __NR_socket, 0, UINT32_MAX, outbound, COUNT(outbound));
	} else if (s->local) {
		allow(p, connecting, COUNT(connecting));
		allow_if(p, __NR_socket, 0, UINT32_MAX, local, COUNT(local));
	}
}

static void write_program(struct program *p, const struct sandbox *s)
{
	load(p, offsetof(struct seccomp_data, arch));
	when(p, PROCESSOR, 1);
	put(p, BPF_JMP | BPF_JA, 0, 0, 1);
	end(p, SECCOMP_RET_KILL_PROCESS);
	load(p, offsetof(struct seccomp_data, nr));
	allow(p, basic, COUNT(basic));
	if (SANDBOX_SANITIZED)
		allow(p, sanitizing, COUNT(sanitizing));
	else
		allow_threads(p);
	allow_sockets(p, s);
	if (!s->outbound && !SANDBOX_SANITIZED)
		allow_data(p);
	end(p, REFUSED);
}

int sandbox_calls(const struct sandbox *s, bool *in_force, struct error *e)
{
	struct program p = {.n = 0};
	struct sock_fprog program = {.filter = p.code};

	*in_force = false;
	if (PROCESSOR == 0)
		return OK;
	write_program(&p, s);
	program.len = p.n;
	*in_force = prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
	if (!*in_force && prctl(PR_GET_SECCOMP) >= 0) /* the kernel has it */
		return error_set_errno(e, E_SYSTEM, "seccomp cannot be put in force");
	return OK;
}
