namespace Swiftmotion.Churn;

/// <summary>How a customer shops over the years.</summary>
internal enum Habit
{
    /// <summary>Every month or two.</summary>
    Loyal,

    /// <summary>A few times a year.</summary>
    Regular,

    /// <summary>When the season begins, and for presents.</summary>
    Seasonal,

    /// <summary>Once, and perhaps a second time soon after.</summary>
    OneTime,

    /// <summary>Regular until one day, then never again.</summary>
    Lapsing,

    /// <summary>Away for most of a year, then back.</summary>
    Returning,
}

/// <summary>Draws the days on which a customer orders.</summary>
internal sealed class ShoppingHabit(Random random, DateOnly firstDay, DateOnly lastDay)
{
    // Relative sales of each month, January first; the busiest month is 1.
    private static readonly double[] _season = [0.75, 0.55, 0.7, 0.8, 0.85, 0.7, 0.55, 0.6, 0.75, 0.65, 0.9, 1.0];
    private static readonly (Habit Habit, int Share)[] _shares = [(Habit.Loyal, 12), (Habit.Regular, 26), (Habit.Seasonal, 18),
        (Habit.OneTime, 20), (Habit.Lapsing, 15), (Habit.Returning, 9)];

    private int Length => lastDay.DayNumber - firstDay.DayNumber + 1;

    internal IReadOnlyList<DateOnly> Draw()
    {
        var share = random.Next(100);
        var habit = _shares.First(entry => (share -= entry.Share) < 0).Habit;
        var joined = Joined(habit);
        var days = habit switch
        {
            Habit.Loyal => Every(joined, 26 + random.Next(18), Length),
            Habit.Regular => Every(joined, 55 + random.Next(50), Length),
            Habit.Seasonal => Seasons(joined),
            Habit.OneTime => random.Next(4) == 0 ? [joined, joined + 3 + random.Next(25)] : [joined],
            Habit.Lapsing => Every(joined, 30 + random.Next(40), joined + 120 + random.Next(500)),
            _ => AwayAndBack(joined),
        };
        return [.. days.Where(day => day >= 0 && day < Length).Select(firstDay.AddDays)];
    }

    /// <summary>
    /// The day of the first order, counted from the first day of the history. Half of the customers joined earlier, and their earlier
    /// orders are not part of the history. The others join at a growing rate, since the shop grows.
    /// </summary>
    private int Joined(Habit habit) =>
        habit != Habit.OneTime && random.Next(100) < 52 ? -random.Next(240) : (int)(Length * Math.Pow(random.NextDouble(), 0.7));

    /// <summary>Days at a customer's own pace, with fewer days in quiet months.</summary>
    private List<int> Every(int from, int pace, int until)
    {
        var days = new List<int> { from };
        var day = (double)from;
        while (true)
        {
            day += pace * 0.75 * (0.35 + (-Math.Log(1 - random.NextDouble()) * 0.65));
            if (day >= Math.Min(until, Length))
                return days;
            if (random.NextDouble() < _season[firstDay.AddDays((int)day).Month - 1])
                days.Add((int)day);
        }
    }

    private List<int> Seasons(int joined)
    {
        int[] months = random.Next(2) == 0 ? [4, 12] : [6, 11];
        var days = new List<int> { joined };
        for (var month = firstDay; month <= lastDay; month = month.AddMonths(1))
        {
            var day = month.DayNumber - firstDay.DayNumber + random.Next(28);
            if (months.Contains(month.Month) && day > joined + 14 && random.Next(100) < 82)
                days.Add(day);
        }

        return days;
    }

    private List<int> AwayAndBack(int joined)
    {
        var pace = 35 + random.Next(40);
        var away = joined + 90 + random.Next(360);
        var back = away + 200 + random.Next(160);
        var days = Every(joined, pace, away);
        if (back < Length)
            days.AddRange(Every(back, pace, Length));
        return days;
    }
}
