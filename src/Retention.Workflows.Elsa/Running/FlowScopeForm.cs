using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;

namespace Retention.Workflows.Elsa;

/// <summary>How often a customer came to the activities and connections of a flowchart, as a short text: a digit each, in the order of the flowchart.</summary>
/// <remarks>Elsa waits at joins by these numbers, so they belong to the state. Its own JSON spells every connection out; this one takes a byte.</remarks>
internal sealed class FlowScopeForm
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const string ActivitiesKey = "ActivitiesVisitCount";
    private const string WaysKey = "ConnectionVisitCount";
    private const string FollowedKey = "ConnectionLastVisitFollowed";

    private readonly string[] _activities;
    private readonly string[] _ways;

    internal FlowScopeForm(Flowchart chart)
    {
        _activities = [.. chart.Activities.Select(activity => activity.Id)];
        _ways = [.. chart.Connections.Select(way => way.ToString()).Distinct()];
    }

    /// <summary>The short text; none when there is more to tell than fits it.</summary>
    internal string? Write(FlowScope scope)
    {
        using var all = JsonSerializer.SerializeToDocument(scope);
        var (activities, ways, followed) = (all.RootElement.GetProperty(ActivitiesKey), all.RootElement.GetProperty(WaysKey), all.RootElement.GetProperty(FollowedKey));
        var (text, found) = (new char[_activities.Length + _ways.Length * 2], 0);
        for (var index = 0; index < _activities.Length; index++)
        {
            if (!Digit(activities, _activities[index], out text[index], ref found))
                return null;
        }

        for (var index = 0; index < _ways.Length; index++)
        {
            if (!Digit(ways, _ways[index], out text[_activities.Length + index], ref found))
                return null;
            text[_activities.Length + _ways.Length + index] = followed.TryGetProperty(_ways[index], out var follows) && follows.GetBoolean() ? '1' : '0';
        }

        return found == activities.EnumerateObject().Count() + ways.EnumerateObject().Count() ? new string(text) : null;
    }

    internal FlowScope Read(string text)
    {
        if (text.Length != _activities.Length + _ways.Length * 2)
            throw new FormatException("What is stored of the workflow no longer fits it: its flowchart has other activities or connections.");
        var (activities, ways, followed) = (new JsonObject(), new JsonObject(), new JsonObject());
        for (var index = 0; index < _activities.Length; index++)
        {
            if (Digits.IndexOf(text[index], StringComparison.Ordinal) is > 0 and var count)
                activities[_activities[index]] = count;
        }

        for (var index = 0; index < _ways.Length; index++)
        {
            if (Digits.IndexOf(text[_activities.Length + index], StringComparison.Ordinal) is not (> 0 and var count))
                continue;
            ways[_ways[index]] = count;
            followed[_ways[index]] = text[_activities.Length + _ways.Length + index] == '1';
        }

        return new JsonObject { [ActivitiesKey] = activities, [WaysKey] = ways, [FollowedKey] = followed }.Deserialize<FlowScope>()!;
    }

    private static bool Digit(JsonElement counts, string name, out char digit, ref int found)
    {
        digit = '0';
        if (!counts.TryGetProperty(name, out var count))
            return true;
        found++;
        if (count.GetInt64() is not (>= 0 and < 36 and var number))
            return false;
        digit = Digits[(int)number];
        return true;
    }
}
