using System;
using System.Globalization;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>The port at the end of an address or a URL.</summary>
internal static class PortText
{
    public static Parsed<int> Parse(ReadOnlySpan<char> text, int least)
    {
        bool isNumber = text.Length is > 0 and <= 5 && text.IndexOfAnyExceptInRange('0', '9') < 0;
        if (isNumber && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port >= least && port <= ushort.MaxValue)
            return port;
        string problem = text.IsEmpty ? "the port after `:` is missing" : $"`{Shown.Text(text.ToString())}` is not a port";
        return new Complaint(DiagnosticCodes.Port, problem, $"a port is a number from {least} to {ushort.MaxValue}");
    }
}
