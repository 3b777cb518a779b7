namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>What a worker must know to note an exchange. Immutable.</summary>
/// <param name="Output">The number of the output that the lines go to.</param>
/// <param name="Form">The form of the lines: what is not in them is not noted.</param>
/// <param name="LogsQuery">Query strings are logged.</param>
/// <param name="Only">Which exchanges; null for all.</param>
internal sealed record AccessLogRules(int Output, AccessLogForm Form, bool LogsQuery, AccessLogCondition? Only);
