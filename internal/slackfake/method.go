package slackfake

// Calls a minute in each of Slack's tiers.
const (
	tier1 = 1
	tier2 = 20
	tier3 = 50
	tier4 = 100
)

// method is one method of the Web API: the scope it always needs, its limit,
// and what it does. Methods that need a scope by kind of channel check it
// themselves.
type method struct {
	scope     string
	perMinute int
	appToken  bool
	run       func(*call) answer
}

// methods gives the Web API by name.
func (s *Server) methods() map[string]method {
	return map[string]method{
		"auth.test":             {perMinute: 600, run: (*call).authTest},
		"apps.connections.open": {scope: "connections:write", perMinute: tier1 * 60, appToken: true, run: (*call).openConnection},

		"chat.postMessage":   {scope: "chat:write", perMinute: 60, run: (*call).postMessage},
		"chat.postEphemeral": {scope: "chat:write", perMinute: tier4, run: (*call).postEphemeral},
		"chat.update":        {scope: "chat:write", perMinute: tier3, run: (*call).updateMessage},
		"chat.delete":        {scope: "chat:write", perMinute: tier3, run: (*call).deleteMessage},
		"chat.getPermalink":  {perMinute: 600, run: (*call).permalink},
		"chat.unfurl":        {scope: "links:write", perMinute: tier3, run: (*call).unfurl},

		"conversations.history": {perMinute: tier3, run: (*call).history},
		"conversations.replies": {perMinute: tier3, run: (*call).threadReplies},
		"conversations.info":    {perMinute: tier3, run: (*call).conversationInfo},
		"conversations.list":    {perMinute: tier2, run: (*call).conversationList},
		"conversations.members": {perMinute: tier4, run: (*call).conversationMembers},
		"conversations.open":    {scope: "im:write", perMinute: tier3, run: (*call).openConversation},
		"conversations.join":    {scope: "channels:join", perMinute: tier3, run: (*call).joinConversation},

		"users.info":            {scope: "users:read", perMinute: tier4, run: (*call).userInfo},
		"users.list":            {scope: "users:read", perMinute: tier2, run: (*call).userList},
		"users.lookupByEmail":   {scope: "users:read.email", perMinute: tier3, run: (*call).userByEmail},
		"usergroups.list":       {scope: "usergroups:read", perMinute: tier2, run: (*call).usergroupList},
		"usergroups.users.list": {scope: "usergroups:read", perMinute: tier2, run: (*call).usergroupUsers},

		"views.open":    {perMinute: tier4, run: (*call).openView},
		"views.push":    {perMinute: tier4, run: (*call).pushView},
		"views.update":  {perMinute: tier4, run: (*call).updateView},
		"views.publish": {perMinute: tier4, run: (*call).publishView},

		"files.getUploadURLExternal":   {scope: "files:write", perMinute: tier4, run: (*call).uploadURL},
		"files.completeUploadExternal": {scope: "files:write", perMinute: tier4, run: (*call).completeUpload},
		"files.info":                   {scope: "files:read", perMinute: tier4, run: (*call).fileInfo},
		"files.delete":                 {scope: "files:write", perMinute: tier3, run: (*call).deleteFile},
	}
}
