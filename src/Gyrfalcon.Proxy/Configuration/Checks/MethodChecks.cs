using System.Linq;
using System.Text;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

/// <summary>Methods that a route takes only to refuse them, or allows and never sees.</summary>
internal static class MethodChecks
{
    private static readonly Method[] Refused = [Method.Connect, Method.Trace];

    public static void Run(ProxyConfig config, Reading reading)
    {
        foreach (RouteConfig route in config.Routes.Where(static route => !route.Passthrough))
        {
            string methods = ConfigPath.Key(ConfigPath.Key(route.Source.Path, RouteSection.Match.Key), RouteMatchSection.Methods.Key);
            string allow = ConfigPath.Key(route.Source.Path, RouteSection.Allow.Key);
            if (reading.IsBroken(methods) || reading.IsAnyBrokenBelow(methods) || reading.IsBroken(allow) || reading.IsAnyBrokenBelow(allow))
                continue;
            if (route.Respond is not null && route.Allow.Count > 0)
                reading.Report(DiagnosticCodes.WithoutCluster, allow, "`allow` has no effect, for the route answers itself", "remove it");
            foreach (Method method in Refused)
                Report(route, method, methods, allow, reading);
        }
    }

    private static void Report(RouteConfig route, Method method, string methods, string allow, Reading reading)
    {
        string name = Encoding.ASCII.GetString(method.Token());
        int place = route.Match.Methods.ToList().IndexOf(name);
        bool isAllowed = route.Allow.Contains(method);
        if (place >= 0 && route.Respond is not null)
            reading.Report(DiagnosticCodes.AlwaysRefused, PlaceOf(methods, place, reading), $"requests with `{name}` are answered 501, for the route does not forward", "remove it");
        else if (place >= 0 && !isAllowed)
            reading.Report(DiagnosticCodes.AlwaysRefused, PlaceOf(methods, place, reading), $"requests with `{name}` are answered 501, for the route does not allow it", $"add `allow: {name}`, or remove it");
        else if (place < 0 && isAllowed && route.Respond is null && route.Match.Methods.Count > 0)
            reading.Report(DiagnosticCodes.WithoutCluster, PlaceOf(allow, route.Allow.ToList().IndexOf(method), reading), $"`allow` has no effect for `{name}`, for the route matches other methods", $"add `{name}` to `match.methods`, or remove it");
    }

    private static string PlaceOf(string list, int index, Reading reading)
    {
        string one = ConfigPath.Index(list, index);
        return reading.IsWritten(one) ? one : list;
    }
}
