using System.Globalization;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// A status as metrics count it: itself if it is in use (IANA's HTTP Status Code Registry, and what proxies and CDNs have added), else its class; an endpoint that answers with ever new ones makes no metrics of its own.
/// </summary>
public static class CountedStatus
{
    private const int OtherClass = 6;

    private static readonly bool[] InUse = Find();

    /// <summary>Whether a response with it says that the server failed.</summary>
    public static bool IsServerError(int counted) => counted >= 500 || counted == 5;

    /// <summary>As a label: `404`, `4xx` of those that are not in use, `_other` of those that are no status; `0` without a response.</summary>
    public static string Label(int counted) => counted switch
    {
        0 or >= 100 => counted.ToString(CultureInfo.InvariantCulture),
        OtherClass => "_other",
        _ => string.Create(CultureInfo.InvariantCulture, $"{counted}xx"),
    };

    /// <summary>What a status is counted as: 0 without a response, itself, or its class from 1 to 5, or 6 for what is in none.</summary>
    internal static int Of(int status) => (uint)status < (uint)InUse.Length ? (InUse[status] ? status : status / 100) : OtherClass;

    private static bool[] Find()
    {
        var inUse = new bool[600];
        inUse[0] = true;
        foreach ((int first, int last) in ((int, int)[])[(100, 104), (200, 208), (226, 226), (300, 308), (400, 418), (421, 426), (428, 429), (431, 431), (444, 444), (451, 451), (499, 499), (500, 511), (520, 530)])
        {
            for (int status = first; status <= last; status++) inUse[status] = true;
        }

        return inUse;
    }
}
