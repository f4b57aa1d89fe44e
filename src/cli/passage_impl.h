/* The passage: a command of a terminal goes through the server that has the workspace open.
 *
 *   passage/frames.c    what goes over the socket, a frame at a time, with a deadline
 *   passage/socket.c    WORKSPACE.socket: listening, connecting, who is at the other end
 *   passage/request.c   what a terminal asks for: arguments, variables, its descriptors
 *   passage/files.c     which arguments and options name files, by the table of commands
 *   passage/client.c    the terminal's half
 *   passage/parcels.c   files that the terminal sends and takes, with its own rights
 *   passage/limits.c    rules/passage.rules
 *   passage/server.c    the server's half: listens, counts, stops
 *   passage/visit.c     one terminal at the server
 *   passage/hand.c      the process that runs the command for the server
 *
 * The terminal sends its arguments and descriptors. The server starts itself once more as a process
 * of its own, the hand, in an empty folder, with the terminal's descriptors and the connection; the
 * hand runs the command as at home. Two things differ: who acts is the user at the other end, and a
 * file that a command names is asked for from the terminal, which opens it with its own rights and
 * sends its bytes; what the command writes goes back the same way. No path that a terminal names is
 * ever opened by the server.
 *
 *   terminal → server   GREETING, VARIABLE…, ARGUMENT…, END
 *   server → terminal   WAITING, TAKEN, and at the end EXIT; or ERROR
 *   hand → terminal     WANTED (one file)             answered by FILE, BYTES…, END
 *   hand → terminal     GIVEN, BYTES…, END …, ALL     answered by PUT
 */
#ifndef DUIBIAO_PASSAGE_IMPL_H
#define DUIBIAO_PASSAGE_IMPL_H

#include "cli_impl.h"

#include <pthread.h>
#include <sys/types.h>

/* ---- Frames ---- */

typedef enum FrameKind {
    FRAME_GREETING = 1, /* the version of the program; its descriptors come along */
    FRAME_VARIABLE,     /* NAME=value */
    FRAME_ARGUMENT,
    FRAME_END,
    FRAME_WAITING,
    FRAME_ERROR,  /* a status, a code and its arguments */
    FRAME_EXIT,   /* PassageExit */
    FRAME_WANTED, /* uint32_t: which file */
    FRAME_FILE,   /* FileAnswer */
    FRAME_BYTES,
    FRAME_GIVEN, /* FileGiven, and what its name has behind that of the file asked for */
    FRAME_ALL,
    FRAME_PUT,  /* FileAnswer: how it went, and with which file */
    FRAME_TAKEN /* the command begins; nothing was done before */
} FrameKind;

enum {
    FRAME_BYTES_MOST = 1 << 17, /* as long as the system allows one argument to be */
    PASSAGE_DESCRIPTORS = 4     /* the standard ones, and a terminal to ask questions at */
};

typedef struct Frame {
    FrameKind kind;
    Text bytes; /* until the next frame is received */
} Frame;

/* One end of a connection. */
typedef struct Line {
    int descriptor;
    uint64_t until_ns; /* time_monotonic_ns by which a frame must be through; 0: whenever */
    char *room;        /* FRAME_BYTES_MOST */
} Line;

Line line_new(Arena *arena, int descriptor);
void line_allow(Line *line, int seconds); /* from now; 0: without end */
#define PASSAGE_GONE "cli.passage_gone"
/* errors: IO with the code PASSAGE_GONE (the other end is gone), BUSY (too slow), INVALID (no frame
 * of ours) */
Status frame_send(const Line *line, FrameKind kind, Text bytes, Error *err);
Status frame_receive(const Line *line, Frame *frame, Error *err);
/* The same with descriptors; received ones are closed on exec, and the caller's to close. */
Status frame_send_with(const Line *line, FrameKind kind, Text bytes, const int *descriptors,
                       int count, Error *err);
Status frame_receive_with(const Line *line, Frame *frame, int *descriptors, int *count, Error *err);
Status frame_send_error(const Line *line, const Error *refusal, Error *err);
/* The error that a frame brings; its texts are kept on `arena`. */
Status frame_error(Arena *arena, const Frame *frame, Error *err);
/* A frame that holds one struct, whole. */
bool frame_read(const Frame *frame, void *into, size_t size);
Status frame_garbled(Error *err);

/* How a command ended: with an exit code, or by a signal. */
typedef struct PassageExit {
    int32_t code, signal; /* signal 0: none */
} PassageExit;

/* ---- The socket ---- */

/* Where the server of that workspace listens. */
char *socket_path(Arena *arena, const char *workspace);
/* Listens there in place of whatever socket is left of an earlier server. */
Status socket_listen(Arena *arena, const char *path, int *descriptor, Error *err);
/* -1: nobody listens there. errors: DENIED (whoever listens owns neither the workspace nor the
 * machine), BUSY, IO */
Status socket_connect(Arena *arena, const char *workspace, int *descriptor, Error *err);
bool socket_peer(int descriptor, uid_t *user);

/* ---- What is asked for ---- */

typedef struct PassageRequest {
    Text version;
    int argc;
    char **argv;
    List variables; /* of char *: NAME=value, of those names that are let through */
    int descriptors[PASSAGE_DESCRIPTORS];
    int descriptor_count;
} PassageRequest;

Status request_send(const Line *line, const PassageRequest *request, Error *err);
/* errors: as frame_receive, LIMIT, UNSUPPORTED (a terminal of another version) */
Status request_receive(Arena *arena, const Line *line, const char *version, size_t bytes_most,
                       PassageRequest *request, Error *err);
void request_close(PassageRequest *request); /* its descriptors */
/* Those variables of this process that are let through. */
List request_variables(Arena *arena, const char *workspace);

/* ---- Files of a command ---- */

/* A file that the command line names, or the environment (its passwords). */
typedef struct CommandFile {
    FileUse use;
    const char *path; /* as it is named */
    int argument;     /* in this argument, or -1 … */
    OptionId option;  /* … as the value of this option */
    size_t lead;      /* what stands before it: "scan=@" */
    const char *at;   /* where the server's hand has it */
    bool is_there;    /* at the terminal, of one to be written: one stood there before */
    ino_t empty;      /* at the hand: what stands for that one */
} CommandFile;

/* The same list at both ends: of CommandFile, the file of passwords first if there is one. */
List command_files(Cli *cli);
bool command_file_is_passwords(const CommandFile *file);
/* It cannot be read or written, as at home. */
Status command_file_error(const CommandFile *file, int cause, Error *err);
/* Puts `at` in the place of the path. */
void command_file_rename(Cli *cli, const CommandFile *file);

typedef enum FileState { FILE_HELD, FILE_ABSENT, FILE_FOLDER, FILE_REFUSED } FileState;

typedef struct FileAnswer {
    uint32_t state;  /* FileState */
    uint32_t detail; /* HELD: its mode; REFUSED: errno */
    uint32_t file;   /* PUT: which */
} FileAnswer;

typedef struct FileGiven {
    uint32_t file, mode;
} FileGiven;

/* The terminal's part: sends a file that is wanted, takes those that are given. */
typedef struct Parcels Parcels;
Parcels *parcels_new(Arena *arena, const Line *line, const List *files);
Status parcels_answer(Parcels *parcels, const Frame *wanted, Error *err);
Status parcels_take(Parcels *parcels, const Frame *given, Error *err);
Status parcels_put(Parcels *parcels, Error *err); /* all that was taken, or nothing of it */
void parcels_drop(Parcels *parcels);              /* what was taken and not put */

/* ---- The server ---- */

struct PassageLimits {
    Text version;
    int commands, commands_of_one;
    int connections, connections_of_one;
    int request_seconds, request_bytes;
    int file_megabytes, file_seconds;
    int stop_seconds, end_seconds;
};

/* `chosen` is "name=value,…" in place of those of the rules, or NULL; those with names of somebody
 * else are left to `others`, in the same form. */
Status passage_limits_read(Arena *arena, Text rules, const char *chosen, PassageLimits *limits,
                           char **others, Error *err);

/* One terminal at the server. */
typedef struct Visitor {
    Passage *passage;
    struct Visitor *next;
    int descriptor;
    uid_t user;
    bool is_running;
} Visitor;

struct Passage {
    Arena *arena;
    const CliSetup *setup;
    Log log;
    PassageLimits limits;
    char *workspace, *socket, *folder; /* folder: where hands work, one in each below it */
    int folder_descriptor;             /* locked by whoever has the passage */
    int listening, stop;               /* stop: an eventfd, readable once it is to stop */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    Visitor *visitors; /* under the lock, as what follows */
    bool is_stopping;
};

void *passage_visit(void *visitor); /* the thread of a Visitor, which it frees */
/* Waits for a place among those that run. False: the server stops, or the terminal is gone. */
bool passage_enter(Visitor *visitor, const Line *line);
void passage_leave(Visitor *visitor);
void folder_remove(const char *path); /* with all that is in it */

/* ---- The hand ---- */

/* What a hand is told by its server, in the variable HAND_VARIABLE. */
typedef struct HandOrder {
    pid_t server;
    uid_t user;
    Text request; /* that the history and the log show */
    int64_t file_bytes;
    int file_seconds;
    const char *workspace;
} HandOrder;

enum { HAND_LINE = 3, HAND_TERMINAL = 4 };
extern const char HAND_VARIABLE[];
char *hand_order_print(Arena *arena, const HandOrder *order); /* "NAME=value" */
bool hand_order_read(Arena *arena, const char *value, HandOrder *order);

struct Hand {
    HandOrder order;
    Line line;
    int terminal; /* -1: none */
    List files;   /* of CommandFile */
    int64_t bytes_left;
};

#endif
