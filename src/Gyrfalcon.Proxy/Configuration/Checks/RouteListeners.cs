using System.Linq;

namespace Gyrfalcon.Proxy.Configuration.Checks;

/// <summary>Which listeners' requests come to a route.</summary>
internal static class RouteListeners
{
    public static bool Serves(this RouteConfig route, ListenerConfig listener) => route.Listeners.Count == 0 || route.Listeners.Contains(listener.Name);

    public static ListenerConfig[] ListenersOf(this ProxyConfig config, RouteConfig route) => [.. config.Listeners.Where(route.Serves)];
}
