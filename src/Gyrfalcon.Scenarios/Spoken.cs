using System;
using System.Globalization;

namespace Gyrfalcon.Scenarios;

/// <summary>Times and numbers as reports write them, the same everywhere.</summary>
internal static class Spoken
{
    /// <summary>A time with the unit that suits it and three digits: <c>850 µs</c>, <c>12.3 ms</c>, <c>1.25 s</c>, <c>2 min</c>.</summary>
    internal static string Time(TimeSpan time)
    {
        double microseconds = time.TotalMicroseconds;
        return microseconds switch
        {
            0 => "0",
            < 1000 => $"{Digits(microseconds)} µs",
            < 1_000_000 => $"{Digits(microseconds / 1000)} ms",
            < 60_000_000 => $"{Digits(microseconds / 1_000_000)} s",
            _ when time.Ticks % TimeSpan.TicksPerHour == 0 => $"{Digits(time.TotalHours)} h",
            _ => $"{Digits(time.TotalMinutes)} min",
        };
    }

    /// <summary>Nanoseconds, likewise.</summary>
    internal static string Time(long nanoseconds) => Time(TimeSpan.FromTicks(nanoseconds / 100));

    /// <summary>A moment of the simulation: <c>1:05</c>, with tenths where <paramref name="tenths"/> says so.</summary>
    internal static string Moment(TimeSpan at, bool tenths = false)
    {
        string seconds = at.Seconds.ToString("00", CultureInfo.InvariantCulture) + (tenths ? "." + (at.Milliseconds / 100).ToString(CultureInfo.InvariantCulture) : "");
        return string.Create(CultureInfo.InvariantCulture, $"{(int)at.TotalMinutes}:{seconds}");
    }

    /// <summary>A whole number with its thousands parted.</summary>
    internal static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A number with about three digits.</summary>
    internal static string Digits(double number) => number switch
    {
        >= 1000 => number.ToString("#,0", CultureInfo.InvariantCulture),
        >= 100 => number.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => number.ToString("0.#", CultureInfo.InvariantCulture),
        _ => number.ToString("0.##", CultureInfo.InvariantCulture),
    };

    /// <summary>A share as a percentage; a share that is not nothing never looks like it.</summary>
    internal static string Percent(double share) => share switch
    {
        0 => "0 %",
        < 0.0001 => "< 0.01 %",
        _ => Digits(share * 100) + " %",
    };

    /// <summary>A number and its thing: <c>1 endpoint</c>, <c>10 endpoints</c>.</summary>
    internal static string Count(long number, string thing) => $"{Number(number)} {thing}{(number == 1 ? "" : "s")}";
}
