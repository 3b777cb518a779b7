using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Gyrfalcon.Load.Processes;

/// <summary>The ids of the processes now running, kept in a file so that bench/load/run can end them if the harness itself is killed.</summary>
internal sealed class ProcessLedger(string path)
{
    private readonly HashSet<int> _pids = [];

    public void Add(int pid)
    {
        _pids.Add(pid);
        Write();
    }

    public void Remove(int pid)
    {
        _pids.Remove(pid);
        Write();
    }

    private void Write() => File.WriteAllLines(path, _pids.Select(pid => pid.ToString(CultureInfo.InvariantCulture)));
}
