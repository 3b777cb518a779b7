using System.CommandLine;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr proxy</c>: a proxy without a file.</summary>
internal static class ProxyCommand
{
    internal static Command Create()
    {
        var listen = new Option<string[]>("--listen", "-l") { Description = "Address to listen on, such as :8000 or 127.0.0.1:8000; may be repeated.", Required = true };
        var to = new Option<string[]>("--to", "-t") { Description = "Endpoint to forward to, such as http://10.0.0.1:8080; may be repeated.", Required = true };
        var workers = new Option<string?>("--workers") { Description = "Number of workers, or auto." };
        var driver = new Option<string?>("--driver") { Description = "io_uring, epoll or auto." };
        var drain = new Option<string?>("--drain") { Description = "How long exchanges under way may take to finish when stopping, such as 30s." };
        var accessLog = new Option<string?>("--access-log") { Description = "The form of the access log, on standard output: json, combined, haproxy, or off." };
        Option<string?> admin = AdminOption();
        var host = new Option<string?>("--host") { Description = "What endpoints see as Host: auto, client, endpoint, or a name." };
        var authority = new Option<string?>("--authority") { Description = "A PEM file with the authorities that https endpoints are verified against." };
        var verify = new Option<string?>("--verify") { Description = "false: take any certificate of an https endpoint." };
        var command = new Command("proxy", "Balance over endpoints given here, without a file.\n\nExample: gyr proxy --listen :8000 --to http://10.0.0.1:8080 --to http://10.0.0.2:8080")
        {
            listen, to, workers, driver, drain, accessLog, admin, host, authority, verify,
        };
        command.SetAction((parsed, _) => ProxyHost.RunAsync(() => ProxyCommandConfig.Build(new ProxyCommandArguments
        {
            Listen = parsed.GetRequiredValue(listen),
            To = parsed.GetRequiredValue(to),
            Workers = parsed.GetValue(workers),
            Driver = parsed.GetValue(driver),
            Drain = parsed.GetValue(drain),
            AccessLog = parsed.GetValue(accessLog),
            Admin = parsed.GetValue(admin),
            Host = parsed.GetValue(host),
            Authority = parsed.GetValue(authority),
            Verify = parsed.GetValue(verify),
        }), isUpgradable: true));
        return command;
    }

    /// <summary>For commands that make their configuration themselves.</summary>
    internal static Option<string?> AdminOption() => new("--admin")
    {
        Description = "Where the dashboard is, and where gyr status, gyr drain and their like ask: an address of this machine, unix:PATH, or off. 127.0.0.1:2019 if it is not given.",
    };
}
