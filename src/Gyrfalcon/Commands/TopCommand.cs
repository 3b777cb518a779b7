using System;
using System.CommandLine;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Admin;
using Gyrfalcon.Admin.Api.Views;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr top</c>: what goes through the running process, as it goes.</summary>
internal static class TopCommand
{
    internal static Command Create()
    {
        var count = new Option<int?>("--count", "-n") { Description = "End after so many looks; without it, with Ctrl-C." };
        var interval = new Option<double>("--interval", "-i") { Description = "Seconds between two looks.", DefaultValueFactory = static _ => 1 };
        interval.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<double>() is < 0.1 or > 3600 or double.NaN) result.AddError("the interval is 0.1 to 3600 seconds");
        });
        var command = new Command("top", "Watch clusters, endpoints and routes of the running process: rates, errors, states; what is down comes first, and no table takes the room of the others. With --json, one line for each look.\n\nExample: gyr top") { count, interval };
        var options = new AdminOptions(command);
        command.SetAction((parsed, stop) => options.RunAsync(parsed, TimeSpan.FromSeconds(10), "look into its log", session => RunAsync(session, parsed.GetValue(count) ?? int.MaxValue, TimeSpan.FromSeconds(parsed.GetValue(interval))), stop));
        return command;
    }

    private static async Task<int> RunAsync(AdminSession session, int count, TimeSpan interval)
    {
        bool isTerminal = !Console.IsOutputRedirected && !session.IsJson;
        TopLook? before = null;
        bool isSilent = false;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(session.Stop);
        void leave(object? sender, ConsoleCancelEventArgs e)
        {
            e.Cancel = true;
            stop.Cancel();
        }

        Console.CancelKeyPress += leave;
        try
        {
            for (int i = 0; i <= count && !stop.IsCancellationRequested; i++)
            {
                try
                {
                    if (await LookAsync(session) is not { } look) return ExitCode.Failed;
                    if (before is not null) Show(look, before, session.IsJson, isTerminal);
                    (before, isSilent) = (look, false);
                }
                catch (Exception failure) when (AdminFailure.IsSilence(failure) && !stop.IsCancellationRequested && (before is not null || isSilent))
                {
                    // It may be starting anew, and counts from zero then.
                    if (!isSilent) ShowSilence(isTerminal);
                    (before, isSilent) = (null, true);
                }

                if (i < count) await Task.Delay(interval, stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The user has seen enough.
        }
        finally
        {
            Console.CancelKeyPress -= leave;
        }

        return isSilent ? ExitCode.Failed : ExitCode.Ok;
    }

    private static void ShowSilence(bool isTerminal)
    {
        const string Sentence = "nobody answers, trying again";
        if (isTerminal) Console.Out.Write($"\e[H{Sentence}\e[K\r\n\e[J");
        else Console.Error.WriteLine($"gyr: {Sentence}");
    }

    private static async Task<TopLook?> LookAsync(AdminSession session)
    {
        AdminSession quiet = session.Quiet();
        StatusView? status = await quiet.AskAsync(HttpMethod.Get, "/v1/status", AdminJson.Default.StatusView);
        DateTime at = DateTime.UtcNow;
        RouteView[]? routes = status is null ? null : await quiet.AskAsync(HttpMethod.Get, "/v1/routes", AdminJson.Default.RouteViewArray);
        DateTime routesAt = DateTime.UtcNow;
        EndpointView[]? endpoints = routes is null ? null : await quiet.AskAsync(HttpMethod.Get, "/v1/endpoints", AdminJson.Default.EndpointViewArray);
        DateTime endpointsAt = DateTime.UtcNow;
        ClusterView[]? clusters = endpoints is null ? null : await quiet.AskAsync(HttpMethod.Get, "/v1/clusters", AdminJson.Default.ClusterViewArray);
        return clusters is null ? null : new TopLook(at, status!, routesAt, routes!, endpointsAt, endpoints!, DateTime.UtcNow, clusters);
    }

    private static void Show(TopLook look, TopLook before, bool isJson, bool isTerminal)
    {
        if (isJson)
        {
            Console.Out.WriteLine(look.ToJson(before));
            return;
        }

        // Home, and what is left of the screen is cleared behind the text: nothing flickers.
        (int width, int height) = isTerminal ? (Math.Max(Console.WindowWidth - 1, 1), Math.Max(Console.WindowHeight - 1, 1)) : (int.MaxValue, int.MaxValue);
        if (isTerminal) Console.Out.Write("\e[H");
        foreach (string line in look.Lines(before, width, height)) Console.Out.WriteLine(isTerminal ? line + "\e[K" : line);
        if (isTerminal) Console.Out.Write("\e[J");
        else Console.Out.WriteLine();
    }
}
