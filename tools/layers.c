/* layers: keeps the floors of the house apart.
 *
 *   layers SOURCE_DIR BUILD_DIR
 *
 * Checks for every room: each #include of another room's header must name a room on a lower
 * floor, and none its private ones, which end in _impl.h; each symbol that a room's library leaves
 * undefined must not be defined by a room beside or above it. Two rooms may not define one symbol
 * either. Prints file, symbol and the two rooms; exit status 1 when anything is found.
 */
#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Room {
    const char *name;
    int floor;
} Room;

static const Room ROOMS[] = {
    {"base", 0},   {"measure", 1}, {"sheet", 1}, {"store", 1},    {"prose", 1},
    {"record", 2}, {"compare", 3}, {"work", 4},  {"exchange", 5}, {"report", 5},
    {"web", 6},    {"cli", 6},     {"main", 7},
};
enum {
    ROOM_COUNT = sizeof(ROOMS) / sizeof(ROOMS[0]),
    SYMBOLS_MAX = 20000,
    PRIVATES_MAX = 500,
    NAME_BYTES = 128
};

typedef struct Symbol {
    char name[NAME_BYTES];
    int room;
} Symbol;

static Symbol symbols[SYMBOLS_MAX];
static int symbol_count;
static Symbol privates[PRIVATES_MAX]; /* headers that end in _impl.h */
static int private_count;
static int faults;

static int room_of(const char *name, size_t len)
{
    for (int i = 0; i < ROOM_COUNT; i++) {
        if (strlen(ROOMS[i].name) == len && memcmp(ROOMS[i].name, name, len) == 0) return i;
    }
    return -1;
}

static bool may_use(int user, int used)
{
    return user == used || ROOMS[used].floor < ROOMS[user].floor;
}

static void report(const char *where, const char *what, int user, int used)
{
    fprintf(stderr, "%s: %s: %s (floor %d) reaches %s (floor %d)\n", where, what, ROOMS[user].name,
            ROOMS[user].floor, ROOMS[used].name, ROOMS[used].floor);
    faults++;
}

static void keep(Symbol *items, int *count, int most, const char *name, int room)
{
    if (*count == most) {
        fprintf(stderr, "layers: more than %d names\n", most);
        exit(2);
    }
    snprintf(items[*count].name, NAME_BYTES, "%s", name);
    items[(*count)++].room = room;
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool is_private(const char *header)
{
    static const char END[] = "_impl.h";
    size_t len = strlen(header);
    return len >= sizeof END - 1 && strcmp(header + len - (sizeof END - 1), END) == 0;
}

static void note_private(const char *path, int room)
{
    if (is_private(path)) keep(privates, &private_count, PRIVATES_MAX, name_of(path), room);
}

/* The room that a private header belongs to, its own before any other; -1: it is made at build. */
static int owner_of(const char *header, int user)
{
    int owner = -1;
    for (int i = 0; i < private_count; i++) {
        if (strcmp(privates[i].name, header) == 0 && owner != user) owner = privates[i].room;
    }
    return owner;
}

/* A private header may not be seen from outside its room, whatever the floor. */
static void check_include(const char *path, int user, const char *header)
{
    bool is_inside = is_private(header);
    int used = is_inside ? owner_of(header, user) : room_of(header, strcspn(header, "."));
    if (used < 0 || used == user) return;
    if (is_inside || !may_use(user, used)) report(path, header, user, used);
}

static void check_file(const char *path, int user)
{
    FILE *file = fopen(path, "r");
    if (!file) return;
    char line[1024];
    while (fgets(line, sizeof line, file)) {
        char header[256];
        if (sscanf(line, " # include \"%255[^\"]\"", header) == 1) {
            check_include(path, user, name_of(header));
        }
    }
    fclose(file);
}

static bool is_source(const char *name)
{
    size_t len = strlen(name);
    return len > 2 && name[len - 2] == '.' && (name[len - 1] == 'c' || name[len - 1] == 'h');
}

typedef void Visit(const char *path, int room);

/* Every source of a room, those in its folders too. */
static void each_source(const char *folder, int room, Visit *visit)
{
    DIR *dir = opendir(folder);
    if (!dir) return;
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] == '.') continue;
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (is_source(entry->d_name)) {
            visit(path, room);
        } else {
            each_source(path, room, visit);
        }
    }
    closedir(dir);
}

static void each_room(const char *source, Visit *visit)
{
    for (int room = 0; room < ROOM_COUNT; room++) {
        char folder[512];
        snprintf(folder, sizeof folder, "%s/src/%s", source, ROOMS[room].name);
        each_source(folder, room, visit);
    }
}

static FILE *open_symbols(const char *build, int room, const char *which)
{
    char archive[600], command[1200];
    snprintf(archive, sizeof archive, "%s/src/%s/lib%s.a", build, ROOMS[room].name,
             ROOMS[room].name);
    FILE *there = fopen(archive, "r");
    if (!there) return NULL;
    fclose(there);
    snprintf(command, sizeof command, "nm -P %s '%s' 2>/dev/null", which, archive);
    return popen(command, "r");
}

static void collect_defined(const char *build, int room)
{
    FILE *out = open_symbols(build, room, "--defined-only --extern-only");
    if (!out) return;
    char line[1024], name[NAME_BYTES], type;
    while (fgets(line, sizeof line, out)) {
        if (sscanf(line, "%127s %c", name, &type) != 2 || !isupper((unsigned char)type)) continue;
        keep(symbols, &symbol_count, SYMBOLS_MAX, name, room);
    }
    pclose(out);
}

static void check_defined_once(void)
{
    for (int i = 0; i < symbol_count; i++) {
        for (int j = 0; j < i; j++) {
            if (symbols[i].room == symbols[j].room ||
                strcmp(symbols[i].name, symbols[j].name) != 0) {
                continue;
            }
            fprintf(stderr, "%s: defined by %s and by %s\n", symbols[i].name,
                    ROOMS[symbols[i].room].name, ROOMS[symbols[j].room].name);
            faults++;
        }
    }
}

static void check_undefined(const char *build, int room)
{
    FILE *out = open_symbols(build, room, "--undefined-only");
    if (!out) return;
    char line[1024], name[NAME_BYTES];
    while (fgets(line, sizeof line, out)) {
        if (sscanf(line, "%127s", name) != 1) continue;
        for (int i = 0; i < symbol_count; i++) {
            if (strcmp(symbols[i].name, name) == 0 && !may_use(room, symbols[i].room)) {
                report(ROOMS[room].name, name, room, symbols[i].room);
            }
        }
    }
    pclose(out);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: layers SOURCE_DIR BUILD_DIR\n");
        return 2;
    }
    each_room(argv[1], note_private);
    each_room(argv[1], check_file);
    for (int room = 0; room < ROOM_COUNT; room++) {
        collect_defined(argv[2], room);
    }
    if (symbol_count == 0) {
        fprintf(stderr, "layers: no library found below %s\n", argv[2]);
        return 2;
    }
    check_defined_once();
    for (int room = 0; room < ROOM_COUNT; room++) {
        check_undefined(argv[2], room);
    }
    if (faults == 0) {
        printf("layers: %d symbols, no room reaches beside or above itself\n", symbol_count);
    }
    return faults > 0;
}
