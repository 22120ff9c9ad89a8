/* kill: a program that dies at a chosen moment.
 *
 * The work runs in a child that writes a byte to its pipe at each step; the parent
 * counts the bytes and sends SIGKILL, so the moment is chosen by progress and repeats
 * with the seed.  A few turns of a loop more let it fall inside a step as well. */
#pragma once
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

typedef int KillWork(int progress_fd, void *arg); /* exit status */

/* Returns whether the child came to its end by itself, with status 0, before it was killed. */
static inline bool kill_after(KillWork *work, void *arg, long steps, long turns)
{
    int fds[2];
    if (pipe(fds) != 0)
        return false;
    pid_t pid = fork();
    if (pid == 0) {
        close(fds[0]);
        _exit(work(fds[1], arg));
    }
    close(fds[1]);
    char byte;
    for (long i = 0; i < steps && read(fds[0], &byte, 1) == 1; i++)
        continue;
    for (volatile long i = 0; i < turns; i++)
        continue;
    kill(pid, SIGKILL);
    close(fds[0]);
    int status = -1;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static inline void kill_step(int progress_fd)
{
    if (write(progress_fd, ".", 1) != 1)
        _exit(3);
}
