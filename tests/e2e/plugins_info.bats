#!/usr/bin/env bats
# garner plugins info: what a plugin's table says, and an example that works.
load helper

@test "the example of every plugin is a configuration that check takes" {
    for plugin in $("$GARNER" plugins list -f tsv | tail -n +2 | cut -f 1); do
        "$GARNER" plugins info "$plugin" > info
        { echo 'currency: EUR'; sed -n '/^sources:/,$p' info; } > garner.yaml
        variables=$(sed -n 's/.*\${\([A-Z_]*\)}.*/\1=x/p' garner.yaml)
        run env $variables "$GARNER" check
        [ "$status" = 0 ] || { cat garner.yaml; echo "$output"; return 1; }
    done
}

@test "records, look-back, the end of the API, options; as a table for programs" {
    export GARNER_PLUGIN_PATH=$BUILD_DIR/tests/bad_plugins
    run -0 "$GARNER" plugins info windowed
    [[ $output == *"records: spend"* && $output == *"look-back: 28 days"* ]]
    [[ $output == *"API ends: 2027-01-10 – install a newer plugin"* ]]
    [[ $output == *"  amount         money, default 1.00 EUR"*"What each day costs."* ]]
    output=$("$GARNER" plugins info windowed -f tsv | tr "\t" ,)
    same "option,type,required,secret,default,choices,help
token,text,no,yes,,,What it would log in with.
amount,money,no,no,1.00 EUR,,What each day costs.
level,text,no,no,campaign,campaign|ad,What a row is.
accounts,list,no,no,,,Whose days." "$output"
    run -0 "$GARNER" plugins info windowed -f json
    [[ $output == *'"option": "token", "type": "text", "required": "no", "secret": "yes"'* ]]
    run -78 "$GARNER" plugins info nothing
    [[ $output == *'there is no plugin "nothing"'* ]]
    run -2 "$GARNER" plugins info
}
