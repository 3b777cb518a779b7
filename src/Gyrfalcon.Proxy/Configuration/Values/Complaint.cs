using Gyrfalcon.Proxy.Configuration.Diagnostics;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>What is wrong with a text; whoever knows the text's place makes a <see cref="Diagnostic"/> of it.</summary>
internal sealed record Complaint(DiagnosticCode Code, string Problem, string? Remedy = null);
