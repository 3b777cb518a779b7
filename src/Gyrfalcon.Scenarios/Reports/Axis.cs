using System;
using System.Collections.Generic;
using System.Globalization;

namespace Gyrfalcon.Scenarios.Reports;

/// <summary>Turns values into places on a line, and says where marks belong. 0 is the beginning of the line, 1 its end.</summary>
internal sealed class Axis
{
    private readonly double _least;
    private readonly double _most;
    private readonly bool _isLogarithmic;

    private Axis(double least, double most, bool isLogarithmic, IReadOnlyList<(double Value, string Label)> marks)
    {
        _least = isLogarithmic ? Math.Log10(least) : least;
        _most = isLogarithmic ? Math.Log10(most) : most;
        _isLogarithmic = isLogarithmic;
        Marks = marks;
    }

    /// <summary>The values that are marked.</summary>
    internal IReadOnlyList<(double Value, string Label)> Marks { get; }

    /// <summary>From 0 to a round number not below <paramref name="most"/>.</summary>
    internal static Axis Linear(double most)
    {
        double step = Step(Math.Max(most, 1e-9) / 4);
        List<(double, string)> marks = [];
        int count = Math.Max(1, (int)Math.Ceiling((most / step) - 1e-9));
        for (int i = 0; i <= count; i++) marks.Add((step * i, Spoken.Digits(step * i)));
        return new Axis(0, step * count, false, marks);
    }

    /// <summary>Times in milliseconds, in whole decades around them.</summary>
    internal static Axis Logarithmic(double least, double most)
    {
        int from = (int)Math.Floor(Math.Log10(Math.Max(least, 0.001)) + 1e-9);
        int to = Math.Max(from + 1, (int)Math.Ceiling(Math.Log10(Math.Max(most, 0.001)) - 1e-9));
        List<(double, string)> marks = [];
        for (int power = from; power <= to; power++) marks.Add((Math.Pow(10, power), Spoken.Time((long)Math.Pow(10, power + 6))));
        return new Axis(Math.Pow(10, from), Math.Pow(10, to), true, marks);
    }

    /// <summary>Time from 0 to <paramref name="duration"/>, in seconds.</summary>
    internal static Axis Time(TimeSpan duration)
    {
        int[] steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];
        int step = Array.Find(steps, one => duration.TotalSeconds / one <= 10);
        List<(double, string)> marks = [];
        for (double at = 0; at <= duration.TotalSeconds + 1e-9; at += step) marks.Add((at, Spoken.Moment(TimeSpan.FromSeconds(at))));
        return new Axis(0, duration.TotalSeconds, false, marks);
    }

    /// <summary>Where a value lies, 0 to 1.</summary>
    internal double At(double value) => Math.Clamp(((_isLogarithmic ? Math.Log10(Math.Max(value, 1e-9)) : value) - _least) / (_most - _least), 0, 1);

    /// <summary>1, 2 or 5 times a power of ten, not below <paramref name="wanted"/>.</summary>
    private static double Step(double wanted)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(wanted)));
        double digits = wanted / power;
        double nice = digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10;
        return double.Parse((nice * power).ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
