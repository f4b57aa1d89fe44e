/* Working days: weekends by default, and exceptions by date. */
#include "civil_impl.h"

struct Calendar {
    Map *worked; /* the bytes of a Date → 1 worked, 0 off */
};

static Text key_of(const Date *date)
{
    return (Text){(const char *)date, sizeof *date};
}

Calendar *calendar_new(Arena *arena)
{
    Calendar *calendar = ARENA_NEW(arena, Calendar);
    calendar->worked = map_new(arena);
    return calendar;
}

void calendar_set(Calendar *calendar, Date date, bool worked)
{
    map_put(calendar->worked, key_of(&date), worked);
}

bool calendar_is_worked(const Calendar *calendar, Date date)
{
    int64_t worked;
    if (map_get(calendar->worked, key_of(&date), &worked)) {
        return worked != 0;
    }
    return date_weekday(date) <= 5;
}

static bool is_date(Date date)
{
    return date >= date_make(CIVIL_YEAR_LEAST, 1, 1) && date <= date_make(CIVIL_YEAR_MOST, 12, 31);
}

Date calendar_add(const Calendar *calendar, Date from, int days)
{
    int step = days < 0 ? -1 : 1;
    Date date = from;
    while (is_date(date) && days != 0) {
        date += step;
        if (calendar_is_worked(calendar, date)) {
            days -= step;
        }
    }
    return is_date(date) ? date : DATE_NONE;
}
