/* generate: a yearbook of any size, for the benchmarks.
 *
 *   generate FOLDER ENTITIES INDICATORS YEARS
 *
 * Writes entities.csv and indicators.csv (registers) and figures.csv: one figure a row, in the
 * order a yearbook has (year, entity, indicator). Levels grow by their own rate with a little
 * noise; the same arguments give the same bytes on every machine.
 */
#include "base.h"

#include <math.h>
#include <stdlib.h>

enum { LAST_YEAR = 2015 };

typedef struct Size {
    int entities, indicators, years;
} Size;

static FILE *create(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (!file) {
        perror(path);
        exit(1);
    }
    return file;
}

static void finish(FILE *file)
{
    if (fclose(file) == 0) return;
    perror("generate");
    exit(1);
}

static void write_entities(const char *folder, Size size)
{
    FILE *file = create(folder, "entities.csv");
    fputs("code,zh,en,kind,parent\nP,全域,Whole,zone,\n", file);
    for (int i = 0; i < size.entities; i++) {
        fprintf(file, "Z%04d,单元%04d,Unit %04d,zone,P\n", i, i, i);
    }
    finish(file);
}

static void write_indicators(const char *folder, Size size)
{
    FILE *file = create(folder, "indicators.csv");
    fputs("code,zh,en,unit,decimals,polarity,kind,basis,area\n", file);
    for (int i = 0; i < size.indicators; i++) {
        fprintf(file, "i%03d,指标%03d,Indicator %03d,亿元,2,higher,flow,cumulative,economy\n", i, i,
                i);
    }
    finish(file);
}

static void write_figures(const char *folder, Size size)
{
    size_t count = (size_t)size.entities * (size_t)size.indicators;
    double *levels = malloc(count * sizeof *levels), *rates = malloc(count * sizeof *rates);
    if (!levels || !rates) exit(1);
    Random random = random_seeded(1, 1);
    for (size_t i = 0; i < count; i++) {
        levels[i] = 20 * exp(3 * random_unit(&random));
        rates[i] = 1.02 + 0.12 * random_unit(&random);
    }
    FILE *file = create(folder, "figures.csv");
    fputs("entity_code,indicator_code,year,value\n", file);
    for (int year = LAST_YEAR - size.years + 1; year <= LAST_YEAR; year++) {
        for (size_t i = 0; i < count; i++) {
            int entity = (int)(i / (size_t)size.indicators),
                indicator = (int)(i % (size_t)size.indicators);
            levels[i] *= rates[i] * (0.98 + 0.04 * random_unit(&random));
            fprintf(file, "Z%04d,i%03d,%d,%.2f\n", entity, indicator, year, levels[i]);
        }
    }
    finish(file);
    free(levels);
    free(rates);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fputs("usage: generate FOLDER ENTITIES INDICATORS YEARS\n", stderr);
        return 2;
    }
    Size size = {atoi(argv[2]), atoi(argv[3]), atoi(argv[4])};
    write_entities(argv[1], size);
    write_indicators(argv[1], size);
    write_figures(argv[1], size);
    return 0;
}
