using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy.Discovery;

/// <summary>
/// Endpoints by a file: read when something changes in its directory, and every 5 s whatever happens, since not all that replaces files can be watched. A list counts when two
/// readings a moment apart agree: the beginning of a list that is being written is a list too.
/// </summary>
internal sealed class FileDiscovery(FileRules rules, MemberList members, OperationalLog log) : IDiscovery
{
    /// <summary>How long a text must stay the same before it counts.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(100);

    /// <summary>How often a file is read of which nothing is heard.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    private const int MostMistakes = 20;

    /// <inheritdoc/>
    public async Task RunAsync(Action answered, CancellationToken stop)
    {
        using var watch = new FileWatch(rules.Path);
        if (watch.Problem is { } problem) log.Info($"{rules.Path}: {problem}; it is read every {PollInterval.TotalSeconds:0} s");
        FileReading last = rules.Read(rules.Path);
        Take(last);
        answered();
        while (true)
        {
            await watch.ChangedAsync(PollInterval, stop);
            FileReading reading = rules.Read(rules.Path);
            while (reading.Text != last.Text)
            {
                await Task.Delay(Settled, stop);
                FileReading again = rules.Read(rules.Path);
                if (again.Text == reading.Text)
                {
                    Take(reading);
                    last = reading;
                }

                reading = again;
            }
        }
    }

    private void Take(FileReading reading)
    {
        string[] mistakes = [.. reading.Mistakes.Take(MostMistakes)];
        if (reading.Members is not { } found)
        {
            members.Fail($"{rules.Path} cannot be used", "put right what the lines before this one say; it is read again when it changes", mistakes);
            return;
        }

        if (mistakes.Length > 0) log.Warn(mistakes, $"{rules.Path} is used as it is", "see what the lines before this one say; it is read again when it changes");
        members.Set(found);
        members.Recover();
    }
}
