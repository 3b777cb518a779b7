using System.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.LoadBalancing;

// usage: LISTEN-PORT ORIGIN-PORT [ORIGIN-PORT …]
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls($"http://127.0.0.1:{args[0]}");
builder.Services.AddReverseProxy().LoadFromMemory(
    [new RouteConfig { RouteId = "all", ClusterId = "app", Match = new RouteMatch { Path = "{**any}" } }],
    [new ClusterConfig
    {
        ClusterId = "app",
        LoadBalancingPolicy = LoadBalancingPolicies.RoundRobin,
        Destinations = args.Skip(1).ToDictionary(port => port, port => new DestinationConfig { Address = $"http://127.0.0.1:{port}" }),
    }]);
var app = builder.Build();
app.MapReverseProxy();
app.Run();
