# bash completion of amtctl: asks "amtctl __complete", which reads local files only.
_amtctl() {
	local -a words=() found=()
	local cur quote= head= line item

	# COMP_WORDS is cut at : = and @; these words are as the shell will see them.
	line=${COMP_LINE:0:COMP_POINT}
	read -a words <<<"$line"
	[[ $line == *[[:space:]] ]] && words+=("")
	cur=${words[${#words[@]} - 1]}
	case $cur in
	[\'\"]*) quote=${cur:0:1} cur=${cur:1} ;;
	*) head=${cur%"${cur##*[$COMP_WORDBREAKS]}"} ;;
	esac
	words[${#words[@]} - 1]=$cur

	mapfile -t found < <("${words[0]/#\~/$HOME}" __complete $((${#words[@]} - 1)) "${words[@]}" 2>/dev/null)
	COMPREPLY=()
	if [[ ${found[0]-} == :file ]]; then
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "${cur#"$head"}")
		return
	fi
	for line in "${found[@]}"; do
		item=${line%%$'\t'*}
		[[ $quote ]] || printf -v item %q "${item#"$head"}"
		[[ $quote ]] || item=${item//\\,/,}
		COMPREPLY+=("$item")
	done
}
complete -F _amtctl amtctl
